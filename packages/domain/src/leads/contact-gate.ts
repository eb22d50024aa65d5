import { ContactDecision, type ContactChannel, type ContactPurpose } from '@mas/contracts/leads'
import { loadGateFacts, type GateRow } from '@mas/db/leads'
import { addDays, dayIn, type Ctx, type TxCtx } from '@mas/kernel'
import { Temporal } from 'temporal-polyfill'
import { readSettings } from '../settings/index.ts'
import { decideContact, type ConsentFact, type DayCounts, type GateFacts, type GateSettings } from './gate-rules.ts'
import { wordOf } from './lead-view.ts'
import { gateSettings } from './settings.ts'

export interface ContactQuestion {
  readonly value: string
  readonly channel: ContactChannel
  readonly purpose: ContactPurpose
  readonly requireExplicit?: boolean
  readonly leadId?: string
}
/** What was decided, with what is needed to act on it. */
export interface GateAnswer {
  readonly question: ContactQuestion
  readonly valueHash: string
  readonly leadId: string | null
  readonly decision: ContactDecision
}

/** Version of the rule that a stored decision was made by. */
export const gateRuleVersion = 1

/** Part: may this person be contacted now (product rules 13 to 15 of leads)? Decides only. */
export async function contactPermission(ctx: Ctx | TxCtx, question: ContactQuestion, at: Date = ctx.clock.now()): Promise<ContactDecision> {
  const [answer] = await askGate(ctx, [question], at)
  if (answer === undefined) throw new Error('the gate answers every question')
  return answer.decision
}

export async function askGate(ctx: Ctx | TxCtx, questions: readonly ContactQuestion[], at: Date): Promise<GateAnswer[]> {
  const settings = await gateSettingsInForce(ctx)
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const loaded = await loadGateFacts(
    reader,
    questions.map((one) => ({ value: one.value, lead_id: one.leadId ?? null })),
    addDays(dayIn(at), -6),
    at,
  )
  return questions.flatMap((question, n) => {
    const row = loaded[n]
    return row === undefined
      ? []
      : [{ question, valueHash: row.value_hash, leadId: row.lead_id, decision: decideAt(question, row, settings, at) }]
  })
}

export async function gateSettingsInForce(ctx: Ctx | TxCtx): Promise<GateSettings> {
  const { consentDaysExplicit, consentDaysEnquiry, consentDaysInbound, ...rest } = await readSettings(ctx, gateSettings)
  return { ...rest, consentDays: { explicit: consentDaysExplicit, enquiry: consentDaysEnquiry, inbound: consentDaysInbound } }
}

/** The gate's answer at an instant, from what was read for it. */
export function decideAt(question: ContactQuestion, row: GateRow, settings: GateSettings, at: Date): ContactDecision {
  const calls = countsOf(row, 'call')
  const promos = countsOf(row, 'promo')
  const facts: GateFacts = {
    channel: question.channel,
    purpose: question.purpose,
    pointState: row.bad ? 'bad' : 'ok',
    zone: question.value.startsWith('+91') ? 'Asia/Kolkata' : (row.time_zone ?? 'Asia/Kolkata'),
    consents: row.consents.map(consentFact),
    scrub: row.scrub && { at: Temporal.Instant.from(row.scrub.at), registered: row.scrub.registered },
    calls,
    promos,
    ...(question.requireExplicit !== undefined && { requireExplicit: question.requireExplicit }),
  }
  const decided = decideContact(facts, settings, Temporal.Instant.fromEpochMilliseconds(at.getTime()))
  const iso = (text: string) => new Date(text).toISOString()
  return ContactDecision.parse({
    decision: decided.decision,
    code: decided.decision === 'allow' ? null : decided.code,
    until: decided.decision === 'defer' ? new Date(decided.until.epochMilliseconds).toISOString() : null,
    asOf: at.toISOString(),
    facts: {
      pointState: facts.pointState,
      zone: facts.zone,
      consents: row.consents.map(({ expires_at, ...one }) => ({
        ...one,
        at: iso(one.at),
        expiresAt: expires_at === null ? null : iso(expires_at),
      })),
      scrub: row.scrub && { at: iso(row.scrub.at), registered: row.scrub.registered },
      callsByDay: calls,
      promosByDay: promos,
    },
  })
}

function countsOf(row: GateRow, channelClass: 'call' | 'promo'): DayCounts {
  return Object.fromEntries(row.days.filter((day) => day.class === channelClass).map((day) => [day.day, day.attempts]))
}

function consentFact(row: GateRow['consents'][number]): ConsentFact {
  return {
    channel: wordOf<ConsentFact['channel']>(row.channel),
    purpose: wordOf<ConsentFact['purpose']>(row.purpose),
    state: wordOf<ConsentFact['state']>(row.state),
    basis: wordOf<ConsentFact['basis']>(row.basis),
    at: Temporal.Instant.from(row.at),
    expiresAt: row.expires_at === null ? null : Temporal.Instant.from(row.expires_at),
  }
}
