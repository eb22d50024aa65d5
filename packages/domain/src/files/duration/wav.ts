import { nameAt, viewOf } from './bytes-of.ts'

const mostChunks = 100

/** Bytes of sound by bytes a second. */
export async function wavSeconds(file: Blob): Promise<number | undefined> {
  let perSecond = 0
  let at = 12
  for (let seen = 0; seen < mostChunks; seen += 1) {
    const head = await viewOf(file, at, 24)
    const size = head.getUint32(4, true)
    if (nameAt(head, 0) === 'fmt ') perSecond = head.getUint32(16, true)
    // A recorder that was cut off never wrote the size: the rest of the file is sound.
    if (nameAt(head, 0) === 'data') return perSecond === 0 ? undefined : Math.min(size, file.size - at - 8) / perSecond
    at += 8 + size + (size % 2)
  }
  return undefined
}
