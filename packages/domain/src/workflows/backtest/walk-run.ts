import { advance } from '../engine/advance.ts'
import { nodeAt } from '../engine/load-program.ts'
import { settle } from '../engine/settle.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { Advanced, AdvanceInput, EffectView } from '../engine/state.ts'
import { supposeDone } from '../rehearsal/act-for-real.ts'
import { defaultAnswer } from '../rehearsal/default-answer.ts'
import { deedOf, endOf, factsAfter, type Deed } from './deeds.ts'
import type { Person } from './person.ts'

export interface Walked {
  /** Undefined while the range ends before the run does. */
  readonly outcome: string | undefined
  readonly endedAt: Date
  /** Messages that would have left, with when, and when their step asked for them. */
  readonly sends: readonly { readonly channel: string; readonly nodeId: string; readonly askedAt: Date; readonly at: Date }[]
  readonly windowWaits: number
  /** What messages waited for, and what kept them back for good, one code each. */
  readonly waited: readonly string[]
  readonly kept: readonly string[]
  /** What its steps did to the person, and that it ended. */
  readonly deeds: readonly Deed[]
}
const channels: Readonly<Record<string, string>> = {
  'send-email': 'email',
  'send-whatsapp': 'whatsapp',
  'send-sms': 'sms',
  'ai-call': 'call',
}
/** More turns than any run of 500 steps can need. */
const mostTurns = 3_000

/**
 * One run as it would have gone, with the events that really happened and those of its own steps, until it ends or the range does.
 * `before` is what replayed runs of the person did so far.
 */
export function walkRun(start: AdvanceInput, person: Person, until: Date, promos: Map<string, number>, before: readonly Deed[]): Walked {
  const deeds: Deed[] = []
  const news = person.happened.filter(({ occurredAt }) => occurredAt > start.now)
  const told: Tellings = { sends: [], waited: [], kept: [] }
  let [windowWaits, next] = [0, 0]
  let answer: { at: Date; effect: EffectView } | undefined
  let input = start
  const ends = (outcome: string | undefined, endedAt: Date): Walked => ({
    ...told,
    deeds: outcome === undefined || outcome === 'held' ? deeds : [...deeds, endOf(start, outcome, endedAt)],
    sends: told.sends.filter(({ at }) => at < until),
    outcome,
    endedAt,
    windowWaits,
  })
  for (let turn = 0; turn < mostTurns && input.now < until; turn += 1) {
    input = { ...input, facts: factsAfter(person, [...before, ...deeds], input.now) }
    let out = advance(input)
    if (out.move.kind === 'act') {
      const acting = follow(input, out)
      const carried = carryOut(acting, person, promos, told)
      if (carried.settlement.kind === 'await') answer = carried.answer ?? silence(acting, carried.settlement.until)
      out = settle(acting, carried.settlement)
      const node = nodeAt(acting.program.program, acting.cursor.nodeId)
      const deed = node === undefined ? undefined : deedOf(acting, node)
      if (deed !== undefined) deeds.push(deed)
      if (deed?.event !== undefined) input = { ...input, mailbox: [...input.mailbox, { ...deed.event, consumedSeq: null }] }
    }
    if (out.move.kind === 'finish') return ends(out.move.outcome, input.now)
    if (out.move.kind === 'hold') return ends('held', input.now)
    if (out.cursor.waitKind === 'window' && input.cursor.waitKind !== 'window') windowWaits += 1
    input = follow(input, out)
    if (out.move.kind !== 'wait') continue
    const wake = out.cursor.wakeAt ?? until
    const coming = news[next]
    const at = new Date(Math.min(wake.getTime(), coming?.occurredAt.getTime() ?? wake.getTime(), answer?.at.getTime() ?? wake.getTime()))
    input = { ...input, now: at > input.now ? at : input.now }
    if (coming !== undefined && coming.occurredAt <= input.now) {
      next += 1
      input = { ...input, mailbox: [...input.mailbox, { ...coming, consumedSeq: null }] }
    }
    if (answer !== undefined && answer.at <= input.now) {
      input = { ...input, effect: answer.effect }
      answer = undefined
    }
  }
  return ends(undefined, until)
}

interface Tellings {
  readonly sends: Walked['sends'][number][]
  readonly waited: string[]
  readonly kept: string[]
}
interface Carried {
  readonly settlement: Settlement
  /** What is heard of it, where that is known. */
  readonly answer?: { readonly at: Date; readonly effect: EffectView }
}

/** A step of another domain: mails are refused, put off or kept back as their own rules say, everything else is supposed done. */
function carryOut(input: AdvanceInput, person: Person, promos: Map<string, number>, told: Tellings): Carried {
  const settlement = supposeDone(input)
  const node = nodeAt(input.program.program, input.cursor.nodeId)
  const channel = channels[node?.type ?? '']
  if (node === undefined || channel === undefined) return { settlement }
  const leaves = (at: Date) => told.sends.push({ channel, nodeId: input.cursor.nodeId, askedAt: input.now, at })
  if (node.type !== 'send-email') {
    leaves(input.now)
    return { settlement }
  }
  const { template, consentClass: purpose = 'promotional', maxLateHours } = node.data
  const sent = person.sending({ template, purpose, at: input.now, maxLateHours }, promos)
  switch (sent.kind) {
    case 'refused':
      told.kept.push(sent.code)
      return { settlement: { kind: 'error', code: sent.code, errorKind: 'precondition' } }
    case 'stays':
      told.kept.push(sent.reason)
      return { settlement, answer: { at: input.now, effect: { state: 'refused', result: null, reason: sent.reason, doubtSince: null } } }
    case 'leaves':
      told.waited.push(...sent.waited.slice(0, 1))
      leaves(sent.at)
      return { settlement }
  }
}

function follow(input: AdvanceInput, { cursor, arms, holdout, consumed }: Advanced): AdvanceInput {
  const taken = new Map(consumed.map(({ eventId, seq }) => [eventId, seq]))
  const left = cursor.nodeId !== input.cursor.nodeId || cursor.epoch !== input.cursor.epoch
  const mailbox =
    taken.size === 0 ? input.mailbox : input.mailbox.map((mail) => ({ ...mail, consumedSeq: taken.get(mail.eventId) ?? mail.consumedSeq }))
  return { ...input, cursor, run: { ...input.run, arms, holdout }, mailbox, effect: left ? undefined : input.effect }
}

function silence(input: AdvanceInput, until: Date | null): { at: Date; effect: EffectView } | undefined {
  const node = nodeAt(input.program.program, input.cursor.nodeId)
  if (node === undefined) return undefined
  const { at, state, result = null, reason = null } = defaultAnswer(input, node, until)
  return { at: new Date(at), effect: { state, result, reason, doubtSince: null } }
}
