import type { Ctx, TxCtx } from '@mas/kernel'

/** Queries read inside the caller's transaction where there is one. */
export function readerOf(ctx: Ctx | TxCtx) {
  return 'tx' in ctx ? ctx.tx : ctx.db
}
