import { GetStatsInput, WorkflowStats } from '@mas/contracts/workflows'
import { sumStats } from '@mas/db/workflows'
import { fail, query } from '@mas/kernel'
import { peopleByNode } from '../migrating/people-by-node.ts'
import { requireVersion, requireWorkflow } from './find-workflow.ts'
import { wilson } from './wilson-rules.ts'

/** Below this many people an arm says nothing. */
const enoughPeople = 100
/** Runs that are not over and looked at for where they stand. */
const mostLookedAt = 50_000

export const getStats = query({
  verb: 'workflows.get-stats',
  summary: 'Counts of a version per node and output, and per arm of its splits the goal rate with its 95 % Wilson interval (basis points).',
  permission: 'workflows.get-stats',
  refuses: ['workflows.not-found', 'workflows.version-not-found'],
  input: GetStatsInput,
  output: WorkflowStats,
  run: async (ctx, { workflowId, n: wanted, from, to }) => {
    const row = await requireWorkflow(ctx, workflowId)
    const n = wanted ?? row.active_version ?? row.last_version
    if (n === 0) throw fail('workflows.version-not-found')
    const { parsed } = await requireVersion(ctx, workflowId, n)
    const stats = await sumStats(ctx.db, { workflowId, n, from: from ?? null, to: to ?? null })
    const standing = await peopleByNode(ctx, workflowId, n, mostLookedAt)
    const splits = new Set(Object.entries(parsed.nodes).flatMap(([id, { type }]) => (type === 'split' ? [id] : [])))
    return {
      n,
      handles: stats
        .filter(({ left_count }) => left_count > 0)
        .map(({ node_id, handle, left_count, dwell_ms }) => ({
          nodeId: node_id,
          handle,
          left: left_count,
          averageMs: Math.round(dwell_ms / left_count),
        })),
      arms: stats
        .filter(({ node_id, handle }) => splits.has(node_id) && handle !== 'interrupted')
        .map(({ node_id, handle, left_count, finished, goals }) => ({
          nodeId: node_id,
          arm: handle,
          enrolled: left_count,
          finished,
          goals,
          ...wilson(goals, Math.max(left_count, goals)),
          enough: left_count >= enoughPeople,
        })),
      standing: [...standing.people].map(([nodeId, runs]) => ({ nodeId, runs })).toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1)),
      standingIsAll: standing.isAll,
    }
  },
})
