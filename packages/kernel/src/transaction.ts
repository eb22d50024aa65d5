import type { Ctx, TxCtx } from './context.ts'

/** Opens a transaction, or joins the one that is already open. */
export async function inTx<T>(ctx: Ctx | TxCtx, work: (t: TxCtx) => Promise<T>): Promise<T> {
  if (isTx(ctx)) return work(ctx)
  const { actor, platform, requestId, clock, log, infra, client, grant } = ctx
  const settings = ctx.settings ?? infra.settings?.pin()
  return infra.transact((tx) =>
    work({
      actor,
      platform,
      requestId,
      clock,
      log,
      infra,
      tx,
      ...(client && { client }),
      ...(grant && { grant }),
      ...(settings && { settings }),
    }),
  )
}

function isTx(ctx: Ctx | TxCtx): ctx is TxCtx {
  return 'tx' in ctx
}

/** Wakes everyone who watches `topic`, on every process, once this transaction commits. */
export function notify(t: TxCtx, topic: string): Promise<void> {
  return t.infra.notify(t.tx, topic)
}
