import { viewOf } from './bytes-of.ts'

const ids = { segment: 0x18538067, info: 0x1549a966, cluster: 0x1f43b675 } as const
const [scaleId, durationId, timeId, blockId, groupId] = [0x2ad7b1, 0x4489, 0xe7, 0xa3, 0xa0]
const headBytes = 256 * 1024
const tailBytes = 4 * 1024 * 1024

interface Element {
  readonly id: number
  readonly from: number
  readonly to: number
}

/**
 * What the header says; browsers that record live cannot say it there, so then the time of the last block: the file ends
 * with it.
 */
export async function matroskaSeconds(file: Blob): Promise<number | undefined> {
  const head = await viewOf(file, 0, headBytes)
  const segment = [...elements(head, 0, head.byteLength)].find(({ id }) => id === ids.segment)
  const info = segment && [...elements(head, segment.from, segment.to)].find(({ id }) => id === ids.info)
  if (info === undefined) return undefined
  const facts = [...elements(head, info.from, info.to)]
  const scale = facts.find(({ id }) => id === scaleId)
  const nanos = scale === undefined ? 1_000_000 : unsigned(head, scale)
  const told = facts.find(({ id }) => id === durationId)
  const ticks = told === undefined ? lastTick(await viewOf(file, file.size - tailBytes, tailBytes)) : real(head, told)
  return ticks === undefined ? undefined : (ticks * nanos) / 1e9
}

/** The latest time in the last cluster. */
function lastTick(tail: DataView): number | undefined {
  for (let at = tail.byteLength - 4; at >= 0; at -= 1) {
    if (tail.getUint8(at) !== 0x1f || tail.getUint32(at) !== ids.cluster) continue
    const [cluster] = elements(tail, at, tail.byteLength)
    if (cluster === undefined) continue
    let [start, last] = [0, 0]
    for (const one of elements(tail, cluster.from, cluster.to)) {
      if (one.id === timeId) start = unsigned(tail, one)
      const block = one.id === groupId ? [...elements(tail, one.from, one.to)].find(({ id }) => id === 0xa1) : one
      const hasTime = (one.id === blockId || one.id === groupId) && block !== undefined && block.to - block.from > 3
      // After the track's number, which is one byte for the first 127 tracks.
      if (hasTime) last = Math.max(last, tail.getInt16(block.from + 1))
    }
    return start + last
  }
  return undefined
}

/** Elements one after another, as far as they can be read; one of unknown length reaches to the end. */
function* elements(view: DataView, from: number, to: number): Generator<Element> {
  for (let at = from; at + 2 <= to;) {
    const idBytes = Math.clz32(view.getUint8(at)) - 23
    const sizeAt = at + idBytes
    if (idBytes > 4 || sizeAt >= to) return
    const sizeBytes = Math.clz32(view.getUint8(sizeAt)) - 23
    if (sizeBytes > 8 || sizeAt + sizeBytes > to) return
    const [id, size] = [number(view, at, idBytes), number(view, sizeAt, sizeBytes) - 2 ** (7 * sizeBytes)]
    const inside = sizeAt + sizeBytes
    const end = size === 2 ** (7 * sizeBytes) - 1 ? to : Math.min(inside + size, to)
    yield { id, from: inside, to: end }
    at = end
  }
}

function number(view: DataView, at: number, bytes: number): number {
  let value = 0
  for (let n = 0; n < bytes; n += 1) value = value * 256 + view.getUint8(at + n)
  return value
}
const unsigned = (view: DataView, { from, to }: Element) => number(view, from, Math.min(8, to - from))
const real = (view: DataView, { from, to }: Element) =>
  to - from === 4 ? view.getFloat32(from) : to - from === 8 ? view.getFloat64(from) : undefined
