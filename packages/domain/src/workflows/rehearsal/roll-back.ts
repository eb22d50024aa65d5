import { inTx, type Ctx, type TxCtx } from '@mas/kernel'

/** Does something in a transaction that never commits, and answers what it found. */
export async function rollBack<T>(ctx: Ctx, work: (t: TxCtx) => Promise<T>): Promise<T> {
  const box: { found?: { readonly value: T } } = {}
  try {
    await inTx(ctx, async (t) => {
      box.found = { value: await work(t) }
      throw new NeverCommitted()
    })
  } catch (thrown) {
    if (thrown instanceof NeverCommitted && box.found !== undefined) return box.found.value
    throw thrown
  }
  throw new Error('a rehearsal was committed')
}

class NeverCommitted extends Error {}
