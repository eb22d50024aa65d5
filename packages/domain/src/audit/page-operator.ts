import { findPage, insertPage, setDelivered } from '@mas/db/audit'
import { enqueue, fail, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { auditJobs } from './jobs.ts'

export interface Incident {
  /** Which incident it is; raised again under the same key, it wakes nobody twice. */
  readonly key: string
  readonly summary: string
  /** Ids and figures, never personal data: it leaves the house. */
  readonly details: Readonly<Record<string, unknown>>
}

/** Part: has the person on call woken, once for each key, if this transaction commits. */
export async function pageOperator(t: TxCtx, { key, summary, details }: Incident): Promise<void> {
  if (await insertPage(t.tx, { key, summary, details, at: t.clock.now() })) await enqueue(t, auditJobs.pageOperator, { key })
}

/** Sends a page until the receiver says that it has it; a page that arrives twice is known by its id. With nobody on call the row and the log stay. */
export async function sendPage(ctx: Ctx, key: string): Promise<void> {
  const { operatorPager } = ctx.ports
  if (operatorPager.mode === 'off') return
  const page = await findPage(ctx.db, key)
  if (page === undefined || page.delivered_at !== null) return
  const { summary, details, raised_at: raisedAt } = page
  const answer = await operatorPager.page({ key, summary, details, raisedAt: new Date(raisedAt) })
  if (answer.outcome !== 'ok') throw fail('request.unavailable', { key, reason: answer.reason })
  await inTx(ctx, (t) => setDelivered(t.tx, key, t.clock.now()))
}
