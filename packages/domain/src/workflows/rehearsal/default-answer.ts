import type { EffectState, ProgramNode } from '@mas/contracts/workflows'
import { dueAt } from '../acts/due-at.ts'
import type { AdvanceInput } from '../engine/state.ts'

interface Supposed {
  readonly at: number
  readonly state: EffectState
  readonly result?: string
  readonly reason?: string
  readonly note: string
}

/** What is supposed of an owner for whom no answer was written down: silence, as far as the node can bear it. */
export function defaultAnswer(input: AdvanceInput, node: ProgramNode, until: Date | null): Supposed {
  const now = input.now.getTime()
  if (node.type === 'task') {
    const due = [node.data.due, ...node.data.escalations.map((step) => step.due)]
    const last = due.reduce((from, span) => dueAt(from, span, input.rules, node.data.calendar), input.now)
    return {
      at: last.getTime(),
      state: 'failed',
      result: 'timed-out',
      note: 'nobody was scripted to do the task; its last deadline passes',
    }
  }
  if (node.type === 'call-webhook')
    return { at: now, state: 'accepted', result: 'ok', note: 'nothing is called; the answer is taken for 200 and sets no variable' }
  return { at: until?.getTime() ?? now, state: 'handed', note: 'no answer was scripted; the time-out passes' }
}
