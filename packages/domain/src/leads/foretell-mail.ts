import type { ContactPurpose } from '@mas/contracts/leads'
import { loadGateFacts, mailAddressesOfLeads } from '@mas/db/leads'
import { addDays, dayIn, type Ctx, type TxCtx } from '@mas/kernel'
import { decideAt, gateSettingsInForce } from './contact-gate.ts'
import type { ContactDecision } from '@mas/contracts/leads'

/** Promotional messages by day in India (`YYYY-MM-DD`). */
export type PromosByDay = Readonly<Record<string, number>>
export interface LeadMail {
  readonly address: string | null
  /** What the gate would have said at an instant, had so many messages left before: consents as of then, everything else as of today. */
  readonly gate: (at: Date, purpose: ContactPurpose, promos: PromosByDay) => ContactDecision
}

/** Part (query): where leads are mailed, and what the gate would have said of it at any instant. Up to 200 leads. */
export async function foretellMail(ctx: Ctx | TxCtx, leadIds: readonly string[]): Promise<Map<string, LeadMail>> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const settings = await gateSettingsInForce(ctx)
  const found = await mailAddressesOfLeads(reader, leadIds)
  const reached = found.flatMap(({ asked, lead_id, value }) => (value === null ? [] : [{ asked, lead_id, value }]))
  const facts = await loadGateFacts(reader, reached, addDays(dayIn(ctx.clock.now()), 1), 'any')
  const told = new Map<string, LeadMail>(found.map(({ asked }) => [asked, { address: null, gate: () => decideNothing() }]))
  for (const [n, { asked, lead_id: leadId, value }] of reached.entries()) {
    const row = facts[n]
    if (row === undefined) continue
    told.set(asked, {
      address: value,
      gate: (at, purpose, promos) => {
        const consents = row.consents.filter((one) => new Date(one.at) <= at)
        const days = Object.entries(promos).map(([day, attempts]) => ({ day, class: 'promo' as const, attempts }))
        return decideAt({ value, channel: 'email', purpose, leadId }, { ...row, consents, days }, settings, at)
      },
    })
  }
  return told
}

function decideNothing(): never {
  throw new Error('nobody is asked about a mail without an address')
}
