import { lanes, limits, type ProgramNode } from '@mas/contracts/workflows'
import { kindTable } from '@mas/kernel'
import { leave } from './advance.ts'
import { plannedOf } from './lateness.ts'
import { behind, nodeAt } from './load-program.ts'
import { Progress } from './progress.ts'
import { engineVars, type Advanced, type AdvanceInput, type Json, type Vars } from './state.ts'
import type { Settle, Settlement } from './settlement.ts'
import { isMap } from './surroundings.ts'
import { storedBytes } from './trace.ts'

/** Waits before the second to sixth try of a step. */
const ladderMs = [5_000, 30_000, 120_000, 600_000, 3_600_000] as const
/** The longest that an answer may put a step off. */
const longestRetryMs = 6 * 3_600_000

export const settle: Settle = (input, settlement) => {
  const progress = new Progress(input)
  const { cursor } = progress
  const node = nodeAt(input.program.program, cursor.nodeId)
  if (node === undefined) return progress.hold('failed', `the node ${cursor.nodeId} does not exist`)
  switch (settlement.kind) {
    case 'leave':
      return leaveWith(input, progress, node, settlement)
    case 'await':
      progress.cursor = { ...cursor, vars: handedOver(cursor.vars, input.now), attempts: 0, lastError: null }
      return progress.wait({ kind: 'wait', wait: 'outcome', due: settlement.until, wake: settlement.until })
    case 'later':
      progress.cursor = { ...cursor, lane: lanes.act, dueAt: settlement.at, vars: without(cursor.vars, engineVars.planned) }
      return progress.sleep(settlement.at)
    case 'error':
      return failed(input, progress, node, settlement)
  }
}

function leaveWith(
  input: AdvanceInput,
  progress: Progress,
  node: ProgramNode,
  settlement: Extract<Settlement, { kind: 'leave' }>,
): Advanced {
  const { cursor } = progress
  const vars = { ...cursor.vars, ...authored(settlement.vars ?? {}) }
  if (storedBytes(vars) > limits.varsBytes - engineBytes)
    return failed(input, progress, node, { kind: 'error', code: 'vars-too-large', errorKind: 'precondition' })
  progress.cursor = { ...cursor, vars: settlement.handedOver === true ? handedOver(vars, input.now) : vars }
  const trace = settlement.trace === undefined ? {} : traceOf(settlement.trace)
  const stopped = leave(progress, node, { kind: 'leave', handle: settlement.handle, trace, planned: plannedOf(cursor) })
  return stopped ?? progress.more()
}
/** Room that the engine's own variables may need beside those of the author. */
const engineBytes = 128

/** What may pass is tried again; the rest leaves by `refused` where that is wired, else a person has to look. */
function failed(input: AdvanceInput, progress: Progress, node: ProgramNode, error: Extract<Settlement, { kind: 'error' }>): Advanced {
  const { cursor } = progress
  const text = error.reason === undefined ? error.code : `${error.code}: ${error.reason}`
  if (!kindTable[error.errorKind].retry) {
    if (behind(node, 'refused') === undefined) return progress.hold('failed', text)
    const trace = { code: error.code, ...(error.reason !== undefined && { reason: error.reason }) }
    return leave(progress, node, { kind: 'leave', handle: 'refused', trace, planned: plannedOf(cursor) }) ?? progress.more()
  }
  const pause = ladderMs[cursor.attempts]
  progress.cursor = { ...cursor, attempts: cursor.attempts + 1, lastError: text }
  if (pause === undefined) return progress.hold('failed', text)
  const at = new Date(input.now.getTime() + Math.min(Math.max(pause, error.retryAfterMs ?? 0), longestRetryMs))
  progress.cursor = {
    ...progress.cursor,
    lane: lanes.act,
    dueAt: at,
    vars: { ...cursor.vars, [engineVars.planned]: plannedOf(cursor).toISOString() },
  }
  return progress.sleep(at)
}

function handedOver(vars: Vars, at: Date): Vars {
  return { ...vars, [engineVars.handover]: at.toISOString() }
}

/** Names with `$` are the engine's: no answer from outside may set them. */
function authored(vars: Vars): Vars {
  return Object.fromEntries(Object.entries(vars).filter(([name]) => !name.startsWith('$')))
}

function without(vars: Vars, name: string): Vars {
  return Object.fromEntries(Object.entries(vars).filter(([key]) => key !== name))
}

function traceOf(trace: Json): { readonly [key: string]: Json } {
  return isMap(trace) ? trace : { note: trace }
}
