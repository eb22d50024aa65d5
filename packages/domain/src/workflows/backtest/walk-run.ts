import { advance } from '../engine/advance.ts'
import { nodeAt } from '../engine/load-program.ts'
import { settle } from '../engine/settle.ts'
import type { Advanced, AdvanceInput, EffectView, Step } from '../engine/state.ts'
import { supposeDone } from '../rehearsal/act-for-real.ts'
import { defaultAnswer } from '../rehearsal/default-answer.ts'
import { factsThen, type Happened } from './facts-then.ts'

export interface Walked {
  readonly steps: readonly Step[]
  /** Undefined while the range ends before the run does. */
  readonly outcome: string | undefined
  readonly endedAt: Date
  /** Instants at which each channel would have been used. */
  readonly sends: readonly { readonly channel: string; readonly nodeId: string; readonly at: Date }[]
  readonly windowWaits: number
}
const channels: Readonly<Record<string, string>> = {
  'send-email': 'email',
  'send-whatsapp': 'whatsapp',
  'send-sms': 'sms',
  'ai-call': 'call',
}
/** More turns than any run of 500 steps can need. */
const mostTurns = 3_000

/** One run as it would have gone, with the events that really happened, until it ends or the range does. */
export function walkRun(start: AdvanceInput, happened: readonly Happened[], until: Date): Walked {
  const today = start.facts
  const news = happened.filter(({ occurredAt }) => occurredAt > start.now)
  const steps: Step[] = []
  const sends: { channel: string; nodeId: string; at: Date }[] = []
  let [windowWaits, next] = [0, 0]
  let answer: { at: Date; effect: EffectView } | undefined
  let input = start
  for (let turn = 0; turn < mostTurns && input.now < until; turn += 1) {
    input = { ...input, facts: factsThen(today, happened, input.now) }
    let out = advance(input)
    if (out.move.kind === 'act') {
      steps.push(...out.steps)
      const acting = follow(input, out)
      const type = nodeAt(input.program.program, out.cursor.nodeId)?.type ?? ''
      const settlement = supposeDone(acting)
      const channel = channels[type]
      if (channel !== undefined) sends.push({ channel, nodeId: out.cursor.nodeId, at: input.now })
      if (settlement.kind === 'await') answer = silence(acting, settlement.until)
      out = settle(acting, settlement)
    }
    steps.push(...out.steps)
    if (out.move.kind === 'finish') return { steps, outcome: out.move.outcome, endedAt: input.now, sends, windowWaits }
    if (out.move.kind === 'hold') return { steps, outcome: 'held', endedAt: input.now, sends, windowWaits }
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
  return { steps, outcome: undefined, endedAt: until, sends, windowWaits }
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
