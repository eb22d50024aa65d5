import { contactAttempted, type ContactChannel, type ContactDecision } from '@mas/contracts/leads'
import { countAttempt, countContact, freeLine, insertPermits, spendPermit, takeLine, type PermitRow } from '@mas/db/leads'
import { actorKey, addDays, dayIn, emit, fail, newId, type TxCtx } from '@mas/kernel'
import { requestScrub } from './scrub/scrub-parts.ts'
import { askGate, gateRuleVersion, gateSettingsInForce, type ContactQuestion } from './contact-gate.ts'

declare const permitted: unique symbol
/**
 * Leave to contact one person once, within five minutes. Ports that dial or send take one, and only `issuePermits` can make it: the gate
 * cannot be walked around.
 */
export interface ContactPermit<C extends ContactChannel = ContactChannel> {
  readonly [permitted]: C
  readonly id: string
  readonly value: string
  readonly channel: C
  readonly expiresAt: string
}
export interface PermitOrder<C extends ContactChannel = ContactChannel> extends ContactQuestion {
  readonly channel: C
  /** A person sends or dials by hand: it counts as an attempt to reach the lead. */
  readonly manual?: boolean
}
export interface PermitAnswer<C extends ContactChannel = ContactChannel> {
  readonly decision: ContactDecision
  /** There exactly when the decision is `allow`. */
  readonly permit?: ContactPermit<C>
}

const lifeMs = 5 * 60_000
const longestCallMs = 250 * 60_000

/** Part: asks the gate and mints a permit where it allows. */
export async function issuePermit<C extends ContactChannel>(t: TxCtx, order: PermitOrder<C>): Promise<PermitAnswer<C>> {
  const [answer] = await issuePermits(t, [order])
  if (answer === undefined) throw new Error('the gate answers every question')
  return answer
}

/** Part: the same for up to 200 values at once; answers in the order given. */
export async function issuePermits<C extends ContactChannel>(t: TxCtx, orders: readonly PermitOrder<C>[]): Promise<PermitAnswer<C>[]> {
  if (orders.length > 200) throw fail('request.too-large')
  const now = t.clock.now()
  const expiresAt = new Date(now.getTime() + lifeMs).toISOString()
  const answers = await askGate(t, orders, now)
  const rows = answers.map(({ question, valueHash, leadId, decision }, n) => ({
    id: newId(now.getTime()),
    value_hash: valueHash,
    value: question.value,
    channel: question.channel,
    purpose: question.purpose,
    lead_id: leadId,
    manual: orders[n]?.manual ?? false,
    decision: { rule: gateRuleVersion, ...decision },
    issued_at: now.toISOString(),
    expires_at: expiresAt,
  }))
  await insertPermits(
    t.tx,
    rows.filter((_row, n) => answers[n]?.decision.decision === 'allow'),
  )
  const unverified = answers.filter(({ decision }) => decision.code === 'leads.dnd-unverified')
  await requestScrub(
    t,
    unverified.map(({ question }) => question.value),
  )
  return orders.map(({ channel }, n) => {
    const [answer, row] = [answers[n], rows[n]]
    if (answer === undefined || row === undefined) throw new Error('the gate answers every question')
    return answer.decision.decision === 'allow'
      ? { decision: answer.decision, permit: mint({ id: row.id, value: row.value, channel, expiresAt }) }
      : { decision: answer.decision }
  })
}

/** The one place where the brand is put on: after the gate has allowed and the row is written. */
function mint<C extends ContactChannel>(facts: { id: string; value: string; channel: C; expiresAt: string }): ContactPermit<C> {
  return facts as ContactPermit<C>
}

/**
 * Part: spends a permit in the transaction that starts the call or message `ref`: counts the contact against the caps, takes the line for a
 * call, and counts the attempt to reach the lead.
 */
export async function usePermit(t: TxCtx, permit: ContactPermit, ref: string): Promise<void> {
  const now = t.clock.now()
  const spent = await spendPermit(t.tx, permit.id, ref, now)
  if (spent === 'expired') throw fail('leads.permit-expired')
  if (spent === 'used') throw fail('leads.permit-used')
  await countAgainstCaps(t, spent, now)
  if (spent.channel === 'call') {
    const until = new Date(now.getTime() + longestCallMs)
    if (!(await takeLine(t.tx, { valueHash: spent.value_hash, holder: ref, now, until }))) throw fail('leads.person-busy')
  }
  if (spent.lead_id !== null && (spent.channel === 'call' || spent.manual)) {
    const counted = await countAttempt(t.tx, spent.lead_id, now)
    if (counted !== undefined)
      await emit(t, contactAttempted, {
        leadId: counted.id,
        channel: spent.channel,
        by: actorKey(t.actor),
        at: now.toISOString(),
        first: counted.first,
      })
  }
}

/** Part: the call is over; the person can be called again. */
export async function endLiveCall(t: TxCtx, ref: string): Promise<boolean> {
  return freeLine(t.tx, ref)
}

async function countAgainstCaps(t: TxCtx, spent: PermitRow, now: Date): Promise<void> {
  const isCall = spent.channel === 'call' && spent.purpose !== 'otp'
  if (!isCall && spent.purpose !== 'promotional') return
  const settings = await gateSettingsInForce(t)
  const day = dayIn(now)
  await countContact(t.tx, {
    valueHash: spent.value_hash,
    day,
    weekFrom: addDays(day, -6),
    channelClass: isCall ? 'call' : 'promo',
    perDay: isCall ? settings.callsPerDay : settings.promoPerDay,
    per7Days: isCall ? settings.callsPer7Days : settings.promoPer7Days,
  })
}
