import type { FactValue } from '@mas/contracts/core'
import type { Graph } from '@mas/contracts/workflows'
import { compileGraph } from '../graph/compile-graph.ts'
import { everything } from '../graph/graph-fixture.ts'
import { loadProgram } from './load-program.ts'
import type { AdvanceInput, Cursor } from './state.ts'

export const start = new Date('2026-11-23T04:30:00.000Z')

/** A run that stands at the trigger of a graph, at ten in the morning in India. */
export function runOf(graph: Graph, cursor: Partial<Cursor> = {}, values: Record<string, FactValue> = {}): AdvanceInput {
  const { program, issues } = compileGraph(graph, 'lead', everything())
  if (program === undefined) throw new Error(JSON.stringify(issues))
  const loaded = loadProgram(program)
  return {
    run: {
      runId: '018f3c00-0000-7000-8000-0000000000a1',
      workflowId: '018f3c00-0000-7000-8000-000000000001',
      subjectType: 'lead',
      subjectId: '018f3c00-0000-7000-8000-0000000000b1',
      entryKey: '018f3c00-0000-7000-8000-0000000000b1',
      source: 'demand',
      startedAt: start,
      holdout: false,
      arms: {},
    },
    cursor: {
      nodeId: loaded.triggerId,
      seq: 1,
      epoch: 1,
      lane: 0,
      wakeAt: start,
      dueAt: start,
      waitKind: null,
      waitEvents: null,
      enteredAt: start,
      visits: { [loaded.triggerId]: 1 },
      vars: {},
      attempts: 0,
      lastError: null,
      ...cursor,
    },
    program: loaded,
    facts: { values, zone: 'Asia/Kolkata' },
    mailbox: [],
    now: start,
    rules: { holidays: () => new Set(), businessHours: { from: '10:00', to: '19:00' } },
    doubtMs: 24 * 3_600_000,
  }
}

/** Milliseconds after the start. */
export function after(ms: number): Date {
  return new Date(start.getTime() + ms)
}
