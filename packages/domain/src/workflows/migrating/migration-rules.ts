import type { Program } from '@mas/contracts/workflows'
import { nodeAt } from '../engine/load-program.ts'
import type { Cursor } from '../engine/state.ts'
import { nodeDefinitions } from '../nodes/index.ts'

export interface Plan {
  readonly mapping: Readonly<Record<string, string>>
  readonly unmapped: 'stay' | 'exit'
  readonly timers: 'keep' | 'recompute'
}
export type Target = { readonly to: string; readonly why: 'same' | 'mapped' } | { readonly to: null; readonly why: string }

/** Where people at a node of the old version go: the node of the same id and type, else the one it is mapped to. */
export function targetOf(from: Program, to: Program, mapping: Plan['mapping'], nodeId: string): Target {
  const [here, there] = [nodeAt(from, nodeId), nodeAt(to, nodeId)]
  const mapped = Object.hasOwn(mapping, nodeId) ? mapping[nodeId] : undefined
  if (mapped !== undefined && mapped !== nodeId)
    return nodeAt(to, mapped) === undefined ? { to: null, why: 'mapped to no node' } : { to: mapped, why: 'mapped' }
  if (here === undefined || there === undefined) return { to: null, why: 'no such node in the new version' }
  return here.type === there.type ? { to: nodeId, why: 'same' } : { to: null, why: `was ${here.type}, is ${there.type}` }
}

/** Nodes mapped to one of another class, or to none. */
export function badMappings(from: Program, to: Program, mapping: Plan['mapping']): string[] {
  return Object.entries(mapping).flatMap(([source, target]) => {
    const [a, b] = [nodeAt(from, source), nodeAt(to, target)]
    return a !== undefined && b !== undefined && nodeDefinitions[a.type].class === nodeDefinitions[b.type].class ? [] : [source]
  })
}

export interface Standing {
  readonly cursor: Cursor
  readonly inDoubt: boolean
  /** `node:epoch` of every hand-over of the run. */
  readonly handedOver: ReadonlySet<string>
}
export type Move =
  | { readonly kind: 'move'; readonly to: string; readonly cursor: Cursor }
  | { readonly kind: 'stay' | 'exit'; readonly reason: string }

/** What becomes of one run: pure, so that a simulation and the real thing cannot differ. */
export function moveOf(from: Program, to: Program, plan: Plan, { cursor, inDoubt, handedOver }: Standing, now: Date): Move {
  if (inDoubt) return { kind: 'stay', reason: 'effect in doubt' }
  const target = targetOf(from, to, plan.mapping, cursor.nodeId)
  if (target.to === null) return { kind: plan.unmapped, reason: target.why }
  const [here, there] = [nodeAt(from, cursor.nodeId), nodeAt(to, target.to)]
  if (here === undefined || there === undefined) return { kind: 'stay', reason: 'no such node' }
  if (target.to === cursor.nodeId) return { kind: 'move', to: target.to, cursor: timed(cursor, plan, here.type === there.type, now) }
  if (nodeDefinitions[here.type].class === 'effect') return { kind: 'stay', reason: 'stands at a hand-over' }
  const epoch = (Object.hasOwn(cursor.visits, target.to) ? (cursor.visits[target.to] ?? 0) : 0) + 1
  if (handedOver.has(`${target.to}:${epoch}`)) return { kind: 'stay', reason: 'would hand over again' }
  const moved = { ...cursor, nodeId: target.to, epoch, visits: { ...cursor.visits, [target.to]: epoch } }
  return { kind: 'move', to: target.to, cursor: timed(moved, plan, here.type === there.type, now) }
}

/** A kept timer ends when it would have; one that is counted anew is looked at now, and never ends before. */
function timed(cursor: Cursor, { timers }: Plan, sameType: boolean, now: Date): Cursor {
  const waiting = cursor.waitKind !== null && cursor.waitKind !== 'outcome'
  if (!waiting || (timers === 'keep' && sameType)) return cursor
  return { ...cursor, waitKind: null, waitEvents: null, dueAt: now, wakeAt: cursor.wakeAt === null ? null : now }
}
