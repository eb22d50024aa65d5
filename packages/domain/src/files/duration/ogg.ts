import { nameAt, viewOf } from './bytes-of.ts'

const largestPage = 65_307

/** Pages count samples; the last one has the sum. */
export async function oggSeconds(file: Blob): Promise<number | undefined> {
  const head = await viewOf(file, 0, 64)
  const packet = 27 + head.getUint8(26)
  const isOpus = nameAt(head, packet) === 'Opus'
  const isVorbis = head.getUint8(packet) === 1 && nameAt(head, packet + 1) === 'vorb'
  if (!isOpus && !isVorbis) return undefined
  const [rate, skipped] = isOpus ? [48_000, head.getUint16(packet + 10, true)] : [head.getUint32(packet + 12, true), 0]
  const tail = await viewOf(file, file.size - largestPage, largestPage)
  for (let at = tail.byteLength - 27; at >= 0; at -= 1) {
    if (tail.getUint8(at) !== 0x4f || nameAt(tail, at) !== 'OggS') continue
    const samples = tail.getBigInt64(at + 6, true)
    // -1: no packet ends on this page.
    if (samples >= 0n && rate > 0) return (Number(samples) - skipped) / rate
  }
  return undefined
}
