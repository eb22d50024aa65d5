import { buryItem, findWaitingProvider, lockWaiting, postponeItem, settleItem, type WaitingRow } from '@mas/db/webhooks'
import { enqueue, inTx, isRetryable, toAppError, type Ctx, type TxCtx } from '@mas/kernel'
import { findInbox, isUnhandled, type InboxOutcome, type InboxType, type ReceivedItem } from './define-inbox.ts'
import { longestParkingMs, mostAttempts, parkingMs, retryMs } from './inbox-rules.ts'
import { processInbox } from './jobs.ts'

/**
 * Lets the owning domain act on one item. What it did and the item's new state commit together; when it fails, all
 * of it is undone and only then the failure is noted.
 */
export async function processItem(ctx: Ctx, inboxId: string): Promise<void> {
  const provider = await findWaitingProvider(ctx.db, inboxId)
  if (provider === undefined) return // settled by an earlier job
  const acting: Ctx = { ...ctx, actor: { kind: 'webhook', provider } }
  const inbox = findInbox(provider)
  try {
    await inTx(acting, async (t) => {
      const row = await lockWaiting(t.tx, inboxId)
      if (row === undefined) return
      if (isUnhandled(provider)) return leaveAlone(t, row.id)
      await settle(t, row, inbox === undefined ? { result: 'not-yet', reason: 'no handler in this release' } : await handle(t, inbox, row))
    })
  } catch (thrown) {
    await inTx(acting, (t) => noteFailure(t, inboxId, thrown))
  }
}

async function handle(t: TxCtx, inbox: InboxType, row: WaitingRow): Promise<InboxOutcome> {
  const item: ReceivedItem = {
    id: row.id,
    provider: row.provider,
    dedupeKey: row.dedupe_key,
    eventType: row.event_type,
    receivedAt: new Date(row.received_at),
    raw: Buffer.from(row.raw ?? '', 'base64'),
    headers: row.headers,
  }
  return inbox.handle(t, item)
}

/** Kept for the day on which a domain acts on this vendor's webhooks: `unhandled` makes it replayable then. */
function leaveAlone(t: TxCtx, id: string): Promise<void> {
  const outcome = { reason: 'nobody handles this vendor yet', unhandled: true, requestId: t.requestId }
  return settleItem(t.tx, id, { state: 'ignored', outcome, at: t.clock.now() })
}

async function settle(t: TxCtx, row: WaitingRow, outcome: InboxOutcome): Promise<void> {
  const at = t.clock.now()
  if (outcome.result === 'processed')
    return settleItem(t.tx, row.id, { state: 'processed', outcome: { ...outcome.outcome, requestId: t.requestId }, at })
  if (outcome.result === 'ignored')
    return settleItem(t.tx, row.id, { state: 'ignored', outcome: { reason: outcome.reason, requestId: t.requestId }, at })
  const parkedSince = row.parked_since === null ? at : new Date(row.parked_since)
  const waitedMs = at.getTime() - parkedSince.getTime()
  if (waitedMs >= longestParkingMs) return buryItem(t.tx, row.id, row.attempts, outcome.reason)
  await comeBack(t, row.id, { state: 'parked', attempts: row.attempts, error: outcome.reason, parkedSince }, parkingMs(waitedMs))
}

async function noteFailure(t: TxCtx, inboxId: string, thrown: unknown): Promise<void> {
  const row = await lockWaiting(t.tx, inboxId)
  if (row === undefined) return
  const error = toAppError(thrown)
  const attempts = row.attempts + 1
  t.log.warn('webhook not handled', { inboxId, provider: row.provider, code: error.code, attempts })
  if (!isRetryable(error) || attempts >= mostAttempts) return buryItem(t.tx, inboxId, attempts, error.code)
  const parkedSince = row.parked_since === null ? null : new Date(row.parked_since)
  await comeBack(t, inboxId, { state: 'received', attempts, error: error.code, parkedSince }, retryMs(attempts))
}

async function comeBack(t: TxCtx, id: string, change: Omit<Parameters<typeof postponeItem>[2], 'dueAt'>, afterMs: number): Promise<void> {
  const dueAt = new Date(t.clock.now().getTime() + afterMs)
  await postponeItem(t.tx, id, { ...change, dueAt })
  await enqueue(t, processInbox, { inboxId: id }, { startAfter: dueAt })
}
