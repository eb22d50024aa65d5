import { nameAt, viewOf } from './bytes-of.ts'

const kilobits = {
  first: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  later: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
const rates = [44_100, 48_000, 32_000]

/** Frames by the count that encoders of changing bit rate leave in the first one; else bytes by its bit rate. */
export async function mp3Seconds(file: Blob): Promise<number | undefined> {
  const start = await afterTags(file)
  const frame = await viewOf(file, start, 192)
  const second = frame.getUint8(1)
  const third = frame.getUint8(2)
  if (frame.getUint8(0) !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5.
  const version = (second >> 3) & 3
  const rate = (rates[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const bits = 1000 * (kilobits[version === 3 ? 'first' : 'later'][third >> 4] ?? 0)
  if (rate === 0 || bits === 0 || version === 1) return undefined
  const isMono = frame.getUint8(3) >> 6 === 3
  const note = 4 + (version === 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17)
  const isCounted = ['Xing', 'Info'].includes(nameAt(frame, note)) && (frame.getUint32(note + 4) & 1) === 1
  if (isCounted) return (frame.getUint32(note + 8) * (version === 3 ? 1_152 : 576)) / rate
  return ((file.size - start) * 8) / bits
}

/** Titles and pictures in front of the sound; their size is written in seven bits a byte. */
async function afterTags(file: Blob): Promise<number> {
  const head = await viewOf(file, 0, 10)
  if (nameAt(head, 0).slice(0, 3) !== 'ID3') return 0
  return 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + (head.getUint8(at) & 0x7f), 0)
}
