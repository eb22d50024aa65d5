import { newId, type TxCtx } from '@mas/kernel'

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

/** The journal's ids of one transaction: what is written later in it sorts behind what was written before. */
export function journalIds(t: TxCtx): () => string {
  const known = generators.get(t.tx)
  if (known !== undefined) return known
  const made = ascendingIds(t.clock.now())
  generators.set(t.tx, made)
  return made
}
const generators = new WeakMap<object, () => string>()
