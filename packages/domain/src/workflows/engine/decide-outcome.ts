import { effectRank, type ProgramNode } from '@mas/contracts/workflows'
import type { Decision } from './decide.ts'
import { behind } from './load-program.ts'
import type { AdvanceInput, Cursor, EffectView } from './state.ts'

/** A run that waits for what became of its hand-over. An unknown outcome is waited through, then a person is asked. */
export function decideOutcome(input: AdvanceInput, cursor: Cursor, node: ProgramNode): Decision {
  const { effect, now } = input
  const due = cursor.dueAt
  if (effect?.state === 'in_doubt') {
    const patience = new Date((effect.doubtSince ?? now).getTime() + input.doubtMs)
    if (now < patience) return { kind: 'wait', wait: 'outcome', due, wake: patience }
    if (behind(node, 'unknown') !== undefined) return { kind: 'leave', handle: 'unknown', trace: traceOf(effect) }
    return { kind: 'hold', reason: 'in-doubt', error: 'the outcome is unknown' }
  }
  const handle = effect === undefined ? undefined : handleOf(node, effect)
  if (effect !== undefined && handle !== undefined) return { kind: 'leave', handle, trace: traceOf(effect) }
  if (due === null || now < due) return { kind: 'wait', wait: 'outcome', due, wake: due }
  return { kind: 'leave', handle: 'timed-out', planned: due, trace: effect === undefined ? { due: due.toISOString() } : traceOf(effect) }
}

/** The output that news about a hand-over means; undefined while there is more to come. */
function handleOf(node: ProgramNode, effect: EffectView): string | undefined {
  switch (node.type) {
    case 'send-email':
    case 'send-whatsapp':
    case 'send-sms': {
      const { waitFor } = node.data
      if (effect.state === 'refused' || effect.state === 'failed') return effect.state
      if (waitFor === undefined) return 'sent'
      return effectRank[effect.state] >= effectRank[waitFor] ? (waitFor === 'accepted' ? 'sent' : waitFor) : undefined
    }
    case 'ai-call':
      if (effect.state === 'refused') return 'refused'
      return effect.state === 'failed' ? 'not-reached' : (effect.result ?? undefined)
    case 'call-webhook':
      if (effect.state === 'refused' || effect.state === 'failed') return effect.state
      return effect.result ?? (effectRank[effect.state] >= effectRank.accepted ? 'ok' : undefined)
    case 'sub-workflow':
      return effect.state === 'refused' || effect.state === 'failed' ? 'refused' : (effect.result ?? undefined)
    default:
      return effect.result ?? undefined
  }
}

function traceOf({ state, result, reason }: EffectView) {
  return { state, result, reason }
}
