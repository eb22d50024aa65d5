import { limits, type Occasion } from '@mas/contracts/workflows'
import { holds, type Seen } from './conditions.ts'
import { byTime } from './decide-waits.ts'
import type { AdvanceInput, Cursor, Json, Watcher } from './state.ts'
import { surroundingsOf, triggerEvent } from './surroundings.ts'

/** Why a run ends wherever it stands. */
export interface Ending {
  readonly outcome: string
  /** The goal or exit node that was met. */
  readonly at?: Watcher
  readonly trace: { readonly [key: string]: Json }
  /** The step that would be written is the one too many. */
  readonly full?: true
}

/** Goals and exit conditions outrank everything, in the order of the program; then the limits. */
export function endedBy(input: AdvanceInput, cursor: Cursor): Ending | undefined {
  for (const at of input.program.watchers) {
    const occasion = at.node.type === 'goal' ? at.node.data : at.node.data.when
    const met = occasion === undefined ? undefined : metBy(input, cursor, occasion)
    if (met !== undefined) return { outcome: at.node.type === 'goal' ? 'goal' : at.node.data.outcome, at, trace: met }
  }
  if (cursor.seq > limits.steps) return { outcome: 'too-many-steps', trace: { limit: 'steps' }, full: true }
  const age = input.now.getTime() - input.run.startedAt.getTime()
  return age >= limits.days * 86_400_000 ? { outcome: 'too-many-steps', trace: { limit: 'days' } } : undefined
}

function metBy(input: AdvanceInput, cursor: Cursor, { event, where, condition }: Occasion): { readonly [key: string]: Json } | undefined {
  if (event !== undefined) {
    const startedBy = triggerEvent(cursor.vars)?.eventId
    for (const mail of input.mailbox.filter(({ name, eventId }) => name === event && eventId !== startedBy).toSorted(byTime)) {
      const seen: Seen[] = []
      if (where === undefined || holds(where, surroundingsOf(input, cursor.vars, mail), seen))
        return { event, eventId: mail.eventId, occurredAt: mail.occurredAt.toISOString(), seen }
    }
  }
  if (condition === undefined) return undefined
  const seen: Seen[] = []
  return holds(condition, surroundingsOf(input, cursor.vars), seen) ? { seen } : undefined
}
