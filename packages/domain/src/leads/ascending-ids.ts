import { newId } from '@mas/kernel'

/** Ids of one batch that ascend in the order they are asked for, so that entries of one instant keep their order in lists. */
export function ascendingIds(now: Date): () => string {
  let last = newId(now.getTime())
  return () => {
    const tail = Number.parseInt(last.slice(24), 16) + 1 + Math.floor(Math.random() * 2 ** 20)
    // A full tail starts over from a new random id that sorts behind: the next millisecond's.
    last = tail < 2 ** 48 ? `${last.slice(0, 24)}${tail.toString(16).padStart(12, '0')}` : newId(now.getTime() + 1)
    return last
  }
}
