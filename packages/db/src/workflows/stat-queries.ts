import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

export interface StatRow extends Record<string, unknown> {
  node_id: string
  handle: string
  left_count: number
  finished: number
  goals: number
  dwell_ms: number
}

/** Counts of a version by node and output: what is folded and what is not yet. Days are inclusive. */
export function sumStats(
  reader: Reader,
  wanted: { workflowId: string; n: number; from: string | null; to: string | null },
): Promise<StatRow[]> {
  const within = sql`s.workflow_id = ${wanted.workflowId}::uuid and s.version_n = ${wanted.n}
    and s.day >= coalesce(${wanted.from}::date, '-infinity') and s.day <= coalesce(${wanted.to}::date, 'infinity')`
  return rows<StatRow>(
    reader,
    sql`select node_id, handle, sum(left_count)::float8 as left_count, sum(finished)::float8 as finished, sum(goals)::float8 as goals, sum(dwell_ms)::float8 as dwell_ms
        from (select s.node_id, s.handle, s.left_count, s.finished, s.goals, s.dwell_ms from workflows.node_stats s where ${within}
              union all
              select s.node_id, s.handle, s.left_count, s.finished, s.goals, s.dwell_ms from workflows.stat_deltas s where ${within}) s
        group by node_id, handle order by node_id, handle`,
  )
}
