import { insertItems } from '@mas/db/webhooks'
import { enqueueMany, inTx, newId, type Ctx } from '@mas/kernel'
import type { InboundItem } from '@mas/kernel/ports/inbound-webhook'
import { createHash } from 'node:crypto'
import { findInbox } from './define-inbox.ts'
import { keptHeaders, keptUntil } from './inbox-rules.ts'
import { processInbox } from './jobs.ts'

export interface VerifiedDelivery {
  readonly provider: string
  /** The exact bytes that were signed, at most 1 MiB. */
  readonly raw: Uint8Array
  readonly headers: Headers
  readonly keepHeaders: readonly string[]
  readonly items: readonly InboundItem[] | 'unparseable'
  readonly secretVersion?: number | undefined
}

/**
 * Part for the HTTP edge: stores what a verified body tells, together with the jobs that will act on it, and only
 * then lets the edge acknowledge. A fact that was told before is left alone, whoever repeats it and when.
 */
export async function receive(ctx: Ctx, delivery: VerifiedDelivery): Promise<{ stored: number; duplicate: number }> {
  const at = ctx.clock.now()
  const isReadable = delivery.items !== 'unparseable'
  // A vendor that gives no id repeats the same bytes, so their digest is the key.
  const told =
    delivery.items === 'unparseable' || delivery.items.length === 0
      ? [{ dedupeKey: digestOf(delivery.raw), type: 'unknown' }]
      : delivery.items
  const unique = new Map(told.map((item) => [item.dedupeKey.slice(0, 300), item]))
  const items = [...unique].map(([key, item]) => ({ id: newId(at.getTime()), dedupe_key: key, event_type: item.type.slice(0, 200) }))

  return inTx(ctx, async (t) => {
    const { provider, raw, secretVersion } = delivery
    const rawUntil = keptUntil(at, findInbox(provider)?.family ?? 'other')
    const kept = { provider, raw, secretVersion, at, rawUntil, headers: keptHeaders(delivery.headers, delivery.keepHeaders) }
    const stored = await insertItems(t.tx, { ...kept, ...(!isReadable && { dead: 'unparseable' }) }, items)
    if (isReadable)
      await enqueueMany(
        t,
        processInbox,
        stored.map((inboxId) => ({ payload: { inboxId } })),
      )
    return { stored: stored.length, duplicate: items.length - stored.length }
  })
}

function digestOf(raw: Uint8Array): string {
  return `sha256:${createHash('sha256').update(raw).digest('hex')}`
}
