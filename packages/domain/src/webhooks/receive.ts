import type { InboxInsert } from '@mas/db/webhooks'
import { newId, type Ctx } from '@mas/kernel'
import type { InboundItem } from '@mas/kernel/ports/inbound-webhook'
import { createHash } from 'node:crypto'
import { familyOf } from './define-inbox.ts'
import { keptHeaders, keptUntil } from './inbox-rules.ts'
import { storeTogether } from './store-together.ts'

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
  const items = itemsOf(delivery, ctx.clock.now())
  const stored = await storeTogether(ctx, items)
  const count = items.filter(({ id }) => stored.has(id)).length
  return { stored: count, duplicate: items.length - count }
}

function itemsOf({ provider, raw, headers, keepHeaders, items, secretVersion }: VerifiedDelivery, at: Date): InboxInsert[] {
  // A vendor that gives no id repeats the same bytes, so their digest is the key.
  const told: readonly InboundItem[] =
    items === 'unparseable' || items.length === 0 ? [{ dedupeKey: digestOf(raw), type: 'unknown' }] : items
  const unique = new Map(told.map((item) => [keyOf(item.dedupeKey) || digestOf(raw), item]))
  const shared = {
    provider,
    received_at: at.toISOString(),
    raw_until: keptUntil(at, familyOf(provider)).toISOString(),
    raw: Buffer.from(raw).toString('base64'),
    headers: keptHeaders(headers, keepHeaders),
    secret_version: secretVersion ?? null,
    dead: items === 'unparseable' ? 'unparseable' : null,
  }
  return [...unique].map(([key, { type, part }]) => ({
    ...shared,
    ...(part !== undefined && { raw: Buffer.from(part).toString('base64') }),
    id: newId(at.getTime()),
    dedupe_key: key,
    event_type: storable(type, 200),
  }))
}

/** A vendor's word as the database can keep it: what it sends is never a reason to lose what it tells. */
function storable(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replaceAll('\u0000', '\ufffd')
}

/** A key longer than we keep is known by its digest: cut off, two facts could become one. */
function keyOf(dedupeKey: string): string {
  return dedupeKey.length > 300 ? digestOf(Buffer.from(dedupeKey)) : storable(dedupeKey, 300)
}

function digestOf(raw: Uint8Array): string {
  return `sha256:${createHash('sha256').update(raw).digest('hex')}`
}
