import type { Cursor, Vars } from './state.ts'

/** Where a run begins: before its trigger node, due at once. */
export function newRunCursor(triggerId: string, at: Date, vars: Vars): Cursor {
  return {
    nodeId: triggerId,
    seq: 1,
    epoch: 1,
    lane: 0,
    wakeAt: at,
    dueAt: at,
    waitKind: null,
    waitEvents: null,
    enteredAt: at,
    visits: { [triggerId]: 1 },
    vars,
    attempts: 0,
    lastError: null,
  }
}
