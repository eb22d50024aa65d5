import { withSavepoint } from '@mas/db/workflows'
import { businessZone, toAppError, type TxCtx } from '@mas/kernel'
import { carryOut, isAct } from '../acts/carry-out.ts'
import { nodeAt } from '../engine/load-program.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { addLength, type Length } from '../engine/wall-clock.ts'

/** The step's own verb or part, at the instant of the rehearsal: what it refuses is refused for real. */
export async function actForReal(t: TxCtx, input: AdvanceInput): Promise<Settlement> {
  const node = nodeAt(input.program.program, input.cursor.nodeId)
  if (node === undefined || !isAct(node)) return { kind: 'error', code: 'node-unavailable', errorKind: 'precondition' }
  const then: TxCtx = { ...t, clock: { now: () => input.now } }
  try {
    return await withSavepoint(t.tx, () => carryOut(then, input, node))
  } catch (thrown) {
    const { code, kind, message } = toAppError(thrown)
    return { kind: 'error', code, errorKind: kind, reason: message }
  }
}

/** Without a person there is nobody to refuse anything: whatever reaches out is supposed to have gone out. */
export function supposeDone(input: AdvanceInput): Settlement {
  const node = nodeAt(input.program.program, input.cursor.nodeId)
  switch (node?.type) {
    case 'send-email':
    case 'send-whatsapp':
    case 'send-sms': {
      const { waitFor, timeout } = node.data
      if (waitFor === undefined || timeout === undefined) return { kind: 'leave', handle: 'sent', handedOver: true }
      return { kind: 'await', until: lengthAfter(input.now, timeout) }
    }
    case 'ai-call':
      return { kind: 'await', until: lengthAfter(input.now, node.data.timeout) }
    case 'sub-workflow':
      return node.data.mode === 'detach'
        ? { kind: 'leave', handle: 'finished', handedOver: true }
        : { kind: 'await', until: lengthAfter(input.now, node.data.timeout) }
    case 'task':
    case 'call-webhook':
      return { kind: 'await', until: null }
    default:
      return { kind: 'leave', handle: 'done' }
  }
}

function lengthAfter(from: Date, length: Length): Date {
  return addLength(from, length, businessZone)
}
