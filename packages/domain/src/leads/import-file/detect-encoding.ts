export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type TextEncoding = (typeof textEncodings)[number]

/**
 * The encoding a file starts with (product rule 9 of leads): a byte-order mark decides; else UTF-8 when the bytes are valid
 * UTF-8 (a sequence cut off at the end of the sample counts as valid); else Windows-1252.
 */
export function detectEncoding(head: Uint8Array): { encoding: TextEncoding; bomLength: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bomLength: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bomLength: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bomLength: 2 }
  const whole = head.subarray(0, head.length - cutOffLength(head))
  return { encoding: decodeStrictly(whole) === null ? 'windows-1252' : 'utf-8', bomLength: 0 }
}

/** True for bytes no text file has: a NUL outside UTF-16. Pictures, PDFs and old .xls files all carry some near their start. */
export function looksBinary(head: Uint8Array, encoding: TextEncoding): boolean {
  return (encoding === 'utf-8' || encoding === 'windows-1252') && head.includes(0)
}

/** Number of bytes (0-3) at the end that begin a UTF-8 sequence the chunk does not finish. */
export function cutOffLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const needs = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return byte < 0xf8 && needs > back ? back : 0
  }
  return 0
}

/** The text, or null when the bytes are not UTF-8. */
export function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
