import { nameAt, viewOf } from './bytes-of.ts'

const mostBoxes = 1_000

/** The movie header stands in the movie box, which is first or last among the boxes of the file. */
export async function mp4Seconds(file: Blob): Promise<number | undefined> {
  const movie = await findBox(file, 'moov', 0, file.size)
  const header = movie && (await findBox(file, 'mvhd', movie.from, movie.to))
  if (header === undefined) return undefined
  const view = await viewOf(file, header.from, 32)
  const isLong = view.getUint8(0) === 1
  const scale = view.getUint32(isLong ? 20 : 12)
  const length = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16)
  // All ones: unknown, as in a film sent piece by piece.
  return scale === 0 || length >= 2 ** 53 || (!isLong && length === 2 ** 32 - 1) ? undefined : length / scale
}

async function findBox(file: Blob, name: string, from: number, to: number): Promise<{ from: number; to: number } | undefined> {
  let at = from
  for (let seen = 0; seen < mostBoxes && at + 8 <= to; seen += 1) {
    const head = await viewOf(file, at, 16)
    const told = head.getUint32(0)
    const [size, inside] = told === 1 ? [Number(head.getBigUint64(8)), 16] : [told === 0 ? to - at : told, 8]
    if (size < inside) return undefined
    if (nameAt(head, 4) === name) return { from: at + inside, to: Math.min(at + size, to) }
    at += size
  }
  return undefined
}
