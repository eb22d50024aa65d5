import type { HeldReason, ProgramNode, WaitKind } from '@mas/contracts/workflows'
import { nodeDefinitions } from '../nodes/index.ts'
import { decideBranch, decideSplit } from './decide-choices.ts'
import { decideOutcome } from './decide-outcome.ts'
import { lateHandle } from './lateness.ts'
import { decideEvent, decideTimer } from './decide-waits.ts'
import type { AdvanceInput, Cursor, Json, Mail } from './state.ts'

/** What to do at one node: the pure heart of `advance`. */
export type Decision =
  | {
      readonly kind: 'leave'
      readonly handle: string
      readonly trace?: { readonly [key: string]: Json }
      readonly planned?: Date
      readonly took?: Mail
    }
  | {
      readonly kind: 'wait'
      readonly wait: WaitKind
      readonly due: Date | null
      readonly wake: Date | null
      readonly events?: readonly string[]
    }
  | { readonly kind: 'act' }
  | { readonly kind: 'not-yet'; readonly wake: Date }
  | { readonly kind: 'finish'; readonly outcome: string; readonly handle: string; readonly trace?: { readonly [key: string]: Json } }
  | { readonly kind: 'hold'; readonly reason: HeldReason; readonly error: string }

export function decide(input: AdvanceInput, cursor: Cursor, node: ProgramNode): Decision {
  switch (node.type) {
    case 'trigger':
      return { kind: 'leave', handle: 'next' }
    case 'wait-duration':
    case 'wait-until':
    case 'wait-window':
      return decideTimer(input, cursor, node)
    case 'wait-event':
      return decideEvent(input, cursor, node)
    case 'branch':
      return decideBranch(input, cursor, node)
    case 'split':
      return decideSplit(input, cursor, node)
    case 'exit':
      return { kind: 'finish', outcome: node.data.outcome, handle: 'exit' }
    case 'goal':
      return { kind: 'finish', outcome: 'goal', handle: 'goal' }
    default:
      return cursor.waitKind === 'outcome' ? decideOutcome(input, cursor, node) : decideAct(input, cursor, node)
  }
}

/** An act node that is tried again, or has its slot later, is not due before that; one that is too late is not carried out. */
function decideAct(input: AdvanceInput, cursor: Cursor, node: ProgramNode): Decision {
  if (cursor.dueAt !== null && cursor.dueAt > input.now) return { kind: 'not-yet', wake: cursor.dueAt }
  const late = nodeDefinitions[node.type].class === 'effect' ? lateHandle(input.now, cursor, node) : undefined
  return late ?? { kind: 'act' }
}
