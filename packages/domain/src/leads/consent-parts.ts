import { consentChanged, type Consent, type ConsentBasis, type ConsentChannel, type ConsentPurpose } from '@mas/contracts/leads'
import { insertConsents, type LeadRow } from '@mas/db/leads'
import { actorKey, emitMany, fail, newId, type TxCtx } from '@mas/kernel'
import { gateSettingsInForce } from './contact-gate.ts'
import { journal } from './journal.ts'

export interface ConsentOrder {
  readonly value: string
  readonly channel: ConsentChannel
  readonly purpose: ConsentPurpose
  readonly state: 'granted' | 'withdrawn'
  readonly basis: ConsentBasis
  readonly evidence: Readonly<Record<string, unknown>>
  readonly expiresAt?: string | undefined
  readonly leadId?: string | undefined
}

const dayMs = 24 * 60 * 60_000

/** Part: writes what people said about being contacted. Append-only: the latest word counts. */
export async function recordConsents(t: TxCtx, orders: readonly ConsentOrder[]): Promise<Consent[]> {
  if (orders.some((order) => Object.keys(order.evidence).length === 0)) throw fail('leads.evidence-required')
  const { consentDays } = await gateSettingsInForce(t)
  const now = t.clock.now()
  const rows = orders.map((order) => {
    const days = order.basis === 'operator' ? undefined : consentDays[order.basis]
    const ends = order.state === 'withdrawn' || days === undefined ? null : new Date(now.getTime() + days * dayMs).toISOString()
    return {
      id: newId(now.getTime()),
      value: order.value,
      channel: order.channel,
      purpose: order.purpose,
      state: order.state,
      basis: order.basis,
      evidence: order.evidence,
      at: now.toISOString(),
      expires_at: order.expiresAt ?? ends,
      actor: actorKey(t.actor),
      lead_id: order.leadId ?? null,
    }
  })
  const hashes = await insertConsents(t.tx, rows)
  await journal(
    t,
    orders.flatMap(({ leadId, channel, purpose, state, basis, evidence }, n) =>
      leadId === undefined
        ? []
        : [{ leadId, kind: 'consent' as const, sourceRef: rows[n]?.id ?? '', data: { channel, purpose, state, basis, evidence } }],
    ),
  )
  await emitMany(
    t,
    consentChanged,
    orders.map(({ leadId, channel, purpose, state, basis }, n) => ({
      valueHash: hashes[n] ?? '',
      channel,
      purpose,
      state,
      basis,
      ...(leadId !== undefined && { leadId }),
    })),
  )
  return rows.map(({ id, expires_at }, n) => consentOf(orders[n], id, now.toISOString(), expires_at))
}

/** Part: one consent. */
export async function recordConsent(t: TxCtx, order: ConsentOrder): Promise<Consent> {
  const [consent] = await recordConsents(t, [order])
  if (consent === undefined) throw new Error('one consent was recorded')
  return consent
}

/** "Do not call": every number of the lead, for both purposes. */
export async function withdrawCalls(t: TxCtx, lead: LeadRow): Promise<void> {
  const phones = lead.points.filter((point) => point.kind === 'phone')
  const orders = phones.flatMap((phone) =>
    (['promotional', 'service'] as const).map((purpose) => ({
      value: phone.value,
      channel: 'call' as const,
      purpose,
      state: 'withdrawn' as const,
      basis: 'operator' as const,
      evidence: { disposition: 'do-not-call' },
      leadId: lead.id,
    })),
  )
  if (orders.length > 0) await recordConsents(t, orders)
}

function consentOf(order: ConsentOrder | undefined, id: string, at: string, expiresAt: string | null): Consent {
  if (order === undefined) throw new Error('one row for each order')
  return { id, channel: order.channel, purpose: order.purpose, state: order.state, basis: order.basis, at, expiresAt }
}
