const office = 'application/vnd.openxmlformats-officedocument'

/** Every media type that any purpose takes. */
export const media = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
  docx: `${office}.wordprocessingml.document`,
  pptx: `${office}.presentationml.presentation`,
  xlsx: `${office}.spreadsheetml.sheet`,
  webm: 'video/webm',
  mp4: 'video/mp4',
  mkv: 'video/x-matroska',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  csv: 'text/csv',
  zip: 'application/zip',
  json: 'application/json',
  html: 'text/html',
  gzip: 'application/gzip',
} as const
export type MediaType = (typeof media)[keyof typeof media]

/** What browsers and systems call the same things. */
const aliases: Readonly<Record<string, MediaType>> = {
  'image/jpg': media.jpeg,
  'image/pjpeg': media.jpeg,
  'application/x-pdf': media.pdf,
  'audio/mp3': media.mp3,
  'audio/mpeg3': media.mp3,
  'audio/x-wav': media.wav,
  'audio/wave': media.wav,
  'audio/vnd.wave': media.wav,
  'application/ogg': media.ogg,
  'video/matroska': media.mkv,
  'audio/webm': media.webm,
  'application/csv': media.csv,
  'text/plain': media.csv,
  'text/tab-separated-values': media.csv,
  // What Windows with a spreadsheet program says of a .csv.
  'application/vnd.ms-excel': media.csv,
}

/** The type that was announced, in our words; its parameters (`; codecs=vp8`) say nothing here. */
export function announcedType(text: string): string {
  const [plain = ''] = text.toLowerCase().split(';')
  return aliases[plain.trim()] ?? plain.trim()
}

type Found = MediaType | 'zip-of-something' | undefined

/** What the first bytes say. Undefined: nothing that we take, programs, pages and drawings that run included. */
export function typeOfHead(head: Uint8Array): Found {
  const starts = (magic: string, at = 0) => [...magic].every((letter, index) => head[at + index] === letter.charCodeAt(0))
  if (starts('\xff\xd8\xff')) return media.jpeg
  if (starts('\x89PNG\r\n\x1a\n')) return media.png
  if (starts('RIFF')) return starts('WEBP', 8) ? media.webp : starts('WAVE', 8) ? media.wav : undefined
  if (starts('%PDF-')) return media.pdf
  if (starts('PK\x03\x04')) return 'zip-of-something'
  if (starts('\x1a\x45\xdf\xa3')) return matroskaOf(head)
  if (starts('ftyp', 4)) return media.mp4
  if (starts('OggS')) return media.ogg
  if (starts('ID3') || isMp3Frame(head)) return media.mp3
  return isText(head) ? media.csv : undefined
}

/** The document type stands in the first element: `webm` or `matroska`. */
function matroskaOf(head: Uint8Array): Found {
  const start = Buffer.from(head.subarray(0, 128)).toString('latin1')
  // eslint-disable-next-line no-control-regex -- bytes of a binary format, read as text
  const [, name] = /\x42\x82(?:[\x80-\xff]|\x40[\x00-\xff])([a-z]+)/.exec(start) ?? []
  return name === 'webm' ? media.webm : name === 'matroska' ? media.mkv : undefined
}

/** A frame of MPEG layer III with a real bit rate and sampling rate. */
function isMp3Frame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const isLayer3 = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) === 0x02
  return isLayer3 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c
}

/** UTF-16 by its mark; everything else without a NUL or another control byte that no text has is some eight-bit text. */
function isText(head: Uint8Array): boolean {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const text = isUtf16 ? new TextDecoder(head[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(head) : Buffer.from(head).toString('latin1')
  if (
    runs.test(
      text
        .replace(/^(\ufeff|ï»¿)/, '')
        .trimStart()
        .slice(0, 256),
    )
  )
    return false
  return isUtf16 || !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27))
}

/** Pages, drawings, markup and scripts, whatever their name says. */
const runs = /^(<(!doctype|html|head|body|script|svg|\?xml|\?php|iframe|!--)|#!|%!ps|\{\\rtf)/i
