import { endSessionRows, type EndFilter, type EndReason } from '@mas/db/identity'
import { notify, type TxCtx } from '@mas/kernel'

/** Part: ends open sessions; the next request with one of them fails, and open connections are told. */
export async function endSessions(t: TxCtx, filter: EndFilter, reason: EndReason): Promise<number> {
  const ended = await endSessionRows(t.tx, filter, reason, t.clock.now())
  await tellEnded(t, ended)
  return ended.length
}

export async function tellEnded(t: TxCtx, sessionIds: readonly string[]): Promise<void> {
  for (const id of sessionIds) await notify(t, `identity.ended:${id}`)
}

/** Part: what is open may go on, once it has been found out anew what it may. */
export async function tellChanged(t: TxCtx, sessionIds: readonly string[]): Promise<void> {
  for (const id of sessionIds) await notify(t, `identity.changed:${id}`)
}
