import { isKindName, kindOf } from '@mas/contracts/notifications'
import { claimDueIntent, findIntents, setDecision, type IntentRow } from '@mas/db/notifications'
import { eachAlone, enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { takeDaySlot } from './claim-slot.ts'
import { decide, type Decision, type DecisionFacts } from './decision-rules.ts'
import { addressOf, gatherFacts } from './intent-facts.ts'
import { notificationsJobs } from './jobs.ts'
import { makeMail, makeNotice } from './materialise.ts'
import type { Recipient } from './ports.ts'
import { findRecipients } from './recipients.ts'
import { tellRequest } from './tell-request.ts'

const longestWaitMs = 7 * 86_400_000

/** Decides what is due among these requests, each in its own transaction; one decided already is left alone. */
export async function decideIntents(ctx: Ctx, intentIds: readonly string[]): Promise<void> {
  const found = await findIntents(ctx.db, intentIds)
  const people = await findRecipients(
    ctx,
    found.flatMap(({ user_id }) => (user_id === null ? [] : [user_id])),
  )
  const houseFacts = { emailOn: ctx.ports.emailSender.mode !== 'off', mailDomain: ctx.ports.mailHouse.mailDomain }
  await eachAlone(found, ({ id, user_id }) =>
    inTx(ctx, async (t) => {
      const person = user_id === null ? undefined : people.get(user_id)
      const intent = await claimDueIntent(t.tx, id, t.clock.now())
      if (intent !== undefined) await decideIntent(t, intent, person, houseFacts)
    }),
  )
}

/** Part: decides one locked request and makes what it allows. Answers the decision for callers that wait for it. */
export async function decideIntent(
  t: TxCtx,
  intent: IntentRow,
  person: Recipient | undefined,
  house: { emailOn: boolean; mailDomain: string },
): Promise<Decision | { decision: 'suppressed' | 'deferred'; reason: 'cap' }> {
  const now = t.clock.now()
  const kindName = intent.kind
  if (!isKindName(kindName)) return refuseUnknownKind(t, intent)
  const address = addressOf(intent, person)
  const facts = await gatherFacts(t, intent, { kindName, channels: kindOf(kindName).channels, address, person, emailOn: house.emailOn })
  const decision = decide(facts)
  const told = { ...factsToTell(facts), dropped: 'dropped' in decision ? decision.dropped : {} }
  if (decision.decision === 'deferred') {
    await setDecision(
      t.tx,
      intent.id,
      { state: 'deferred', decision: 'deferred', reason: decision.reason, facts: told, dueAt: decision.until },
      now,
    )
    await enqueue(t, notificationsJobs.decide, { intentIds: [intent.id] }, { startAfter: decision.until })
    await tellRequest(t, intent, decision)
    return decision
  }
  if (decision.decision !== 'allowed') {
    await setDecision(t.tx, intent.id, { state: decision.decision, decision: decision.decision, reason: decision.reason, facts: told }, now)
    await tellRequest(t, intent, { reason: decision.reason })
    return decision
  }
  if (decision.needsSlot && intent.user_id !== null) {
    const slot = await takeDaySlot(t, {
      userId: intent.user_id,
      class: facts.kind.class,
      dedupeKey: intent.id,
      ...(person && { zone: person.zone }),
    })
    // What found no room for a week is no news any more.
    const tooOld = now.getTime() - intent.requested_at.getTime() > longestWaitMs
    if (slot.answer === 'suppressed' || (slot.answer === 'defer' && tooOld)) {
      await setDecision(t.tx, intent.id, { state: 'suppressed', decision: 'suppressed', reason: 'cap', facts: told }, now)
      await tellRequest(t, intent, { reason: 'cap' })
      return { decision: 'suppressed', reason: 'cap' }
    }
    if (slot.answer === 'defer') {
      await setDecision(t.tx, intent.id, { state: 'deferred', decision: 'deferred', reason: 'cap', facts: told, dueAt: slot.until }, now)
      await enqueue(t, notificationsJobs.decide, { intentIds: [intent.id] }, { startAfter: slot.until })
      await tellRequest(t, intent, { reason: 'cap', until: slot.until })
      return { decision: 'deferred', reason: 'cap' }
    }
  }
  const mailed = decision.channels.includes('email') && address !== null
  await setDecision(
    t.tx,
    intent.id,
    { state: mailed ? 'allowed' : 'settled', decision: 'allowed', reason: null, facts: { ...told, channels: decision.channels } },
    now,
  )
  if (mailed) await makeMail(t, intent, { kindName, address, person, mailDomain: house.mailDomain })
  if (decision.channels.includes('in-app')) await makeNotice(t, intent, kindName, person)
  return decision
}

/** A release that knew this kind is gone: the request is closed visibly instead of failing for ever. */
async function refuseUnknownKind(t: TxCtx, intent: IntentRow): Promise<Decision> {
  await setDecision(t.tx, intent.id, { state: 'refused', decision: 'refused', reason: 'kind-unknown', facts: {} }, t.clock.now())
  return { decision: 'refused', reason: 'kind-unknown' }
}

function factsToTell(facts: DecisionFacts): Record<string, unknown> {
  const { person, kind } = facts
  return {
    class: kind.class,
    topic: kind.topic,
    person:
      person === undefined
        ? 'address only'
        : person === 'nobody'
          ? 'unknown'
          : { state: person.state, role: person.role, zone: person.zone },
    suppressions: facts.suppressions,
    preferences: Object.fromEntries(facts.preferences),
    quiet: facts.quiet,
    emailOn: facts.emailOn,
    stopped: facts.stopped,
    ...(facts.gate !== undefined && { gate: facts.gate }),
  }
}
