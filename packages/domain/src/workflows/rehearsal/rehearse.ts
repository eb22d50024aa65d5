import type { SimulateInput } from '@mas/contracts/workflows'
import { fail } from '@mas/kernel'
import { advance } from '../engine/advance.ts'
import { nodeAt } from '../engine/load-program.ts'
import { settle } from '../engine/settle.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { Advanced, AdvanceInput, EffectView, Mail, Step } from '../engine/state.ts'
import { defaultAnswer } from './default-answer.ts'

/** Carries a step out for somebody real, or supposes that it went well. */
export type RehearsedAct = (input: AdvanceInput) => Promise<Settlement>
export interface Rehearsed {
  readonly last: Advanced
  readonly steps: readonly Step[]
  readonly unknown: readonly string[]
}
interface Scripted {
  readonly at: number
  readonly effect?: EffectView & { readonly nodeId: string; readonly epoch: number }
  readonly mail?: Mail
}

/** More turns than any run of 500 steps with its waits and news can need. */
const mostTurns = 3_000

/** Walks one run from its start to its end with the engine itself; time jumps to whatever is due next. */
export async function rehearse(
  start: AdvanceInput,
  script: Pick<SimulateInput, 'answers' | 'events'>,
  factsAt: (now: Date) => Promise<AdvanceInput['facts']>,
  act: RehearsedAct,
): Promise<Rehearsed> {
  const unknown = new Set<string>()
  const steps: Step[] = []
  const answers = [...script.answers]
  const coming: Scripted[] = script.events.map(({ name, data, afterMinutes }, index) => {
    const at = start.now.getTime() + afterMinutes * 60_000
    return { at, mail: { eventId: `scripted-${index}`, name, data, occurredAt: new Date(at), consumedSeq: null } }
  })
  let input = start
  for (let turn = 0; turn < mostTurns; turn += 1) {
    input = { ...input, facts: await factsAt(input.now) }
    let out = advance(input)
    if (out.move.kind === 'act') {
      const acting = { ...after(input, out), now: input.now }
      steps.push(...out.steps)
      const settlement = await act(acting)
      if (settlement.kind === 'await') coming.push(answerTo(acting, settlement.until, answers, unknown))
      out = settle(acting, settlement)
    }
    steps.push(...out.steps)
    if (out.move.kind === 'finish' && out.move.outcome === 'too-many-steps') throw fail('workflows.simulation-too-long')
    if (out.move.kind === 'finish' || out.move.kind === 'hold') return { last: out, steps, unknown: [...unknown] }
    input = after(input, out)
    if (out.move.kind === 'wait') input = jump(input, coming)
  }
  throw fail('workflows.simulation-too-long')
}

/** The run as the next claim would read it. */
function after(input: AdvanceInput, { cursor, arms, holdout, consumed }: Advanced): AdvanceInput {
  const taken = new Map(consumed.map(({ eventId, seq }) => [eventId, seq]))
  const left = cursor.nodeId !== input.cursor.nodeId || cursor.epoch !== input.cursor.epoch
  return {
    ...input,
    cursor,
    run: { ...input.run, arms, holdout },
    mailbox: input.mailbox.map((mail) => ({ ...mail, consumedSeq: taken.get(mail.eventId) ?? mail.consumedSeq })),
    effect: left ? undefined : input.effect,
  }
}

/** To the next thing that happens: the end of the wait, or news, whichever is first. */
function jump(input: AdvanceInput, coming: Scripted[]): AdvanceInput {
  const wake = input.cursor.wakeAt?.getTime() ?? Number.POSITIVE_INFINITY
  const [first] = coming.toSorted((a, b) => a.at - b.at)
  if (first === undefined || first.at > wake) return { ...input, now: new Date(Math.max(input.now.getTime(), wake)) }
  coming.splice(coming.indexOf(first), 1)
  const now = new Date(Math.max(input.now.getTime(), first.at))
  const mailbox = first.mail === undefined ? input.mailbox : [...input.mailbox, first.mail]
  const { effect } = first
  const here = effect !== undefined && effect.nodeId === input.cursor.nodeId && effect.epoch === input.cursor.epoch
  return { ...input, now, mailbox, ...(here && { effect }) }
}

/** The first answer left for the node; where none was written down, what is supposed instead is told. */
function answerTo(input: AdvanceInput, until: Date | null, answers: SimulateInput['answers'], unknown: Set<string>): Scripted {
  const { nodeId, epoch } = input.cursor
  const index = answers.findIndex((answer) => answer.nodeId === nodeId)
  const written = index < 0 ? undefined : answers.splice(index, 1)[0]
  const node = nodeAt(input.program.program, nodeId)
  const supposed = written === undefined && node !== undefined ? defaultAnswer(input, node, until) : undefined
  if (supposed !== undefined) unknown.add(`${nodeId}: ${supposed.note}`)
  const at = written === undefined ? (supposed?.at ?? input.now.getTime()) : input.now.getTime() + written.afterMinutes * 60_000
  const { state = 'handed' as const, result = null, reason = null } = written ?? supposed ?? {}
  return { at, effect: { nodeId, epoch, state, result, reason, doubtSince: state === 'in_doubt' ? new Date(at) : null } }
}
