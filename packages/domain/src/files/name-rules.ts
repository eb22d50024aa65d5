const maxNameBytes = 255
// Control characters, and those that turn the direction of text: `exe.fdp` could be made to read `pdf.exe`.
const unshown = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A name fit to be shown and sent (rule 3): no path, no control or direction characters, NFC, at most 255 bytes with its extension kept. */
export function cleanName(given: string): string {
  const base = given.normalize('NFC').toWellFormed().replace(unshown, '').split(/[/\\]/).at(-1)?.trim() ?? ''
  const name = base.replace(/^\.+/, '')
  if (name === '') return 'file'
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && bytesOf(name.slice(dot)) <= 20 ? name.slice(dot) : ''
  const stem = extension === '' ? name : name.slice(0, dot)
  return cutTo(stem, maxNameBytes - bytesOf(extension)) + extension
}

/** `Content-Disposition` by RFC 6266 and 8187: a plain name for old clients, the real one for the others. */
export function contentDisposition(disposition: 'inline' | 'attachment', name: string): string {
  const plain =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["\\%;]/g, '_')
      .trim() || 'file'
  const shown = plain.startsWith('.') ? `file${plain}` : plain
  const real = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${disposition}; filename="${shown}"; filename*=UTF-8''${real}`
}

function cutTo(text: string, maxBytes: number): string {
  let kept = ''
  let used = 0
  for (const letter of text) {
    used += bytesOf(letter)
    if (used > maxBytes) break
    kept += letter
  }
  return kept
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
