import { sql } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader } from '../../driver/types.ts'

export interface RunCountRow extends Record<string, unknown> {
  workflow_id: string
  name: string
  status: string
  live: number
  paused: number
  failed: number
  in_doubt: number
  poison: number
}

/** Runs that are not over, of the workflows changed last; of each workflow no more than `most` of a kind are counted. */
export function countRuns(reader: Reader, workflows: number, most: number): Promise<RunCountRow[]> {
  const held = (reason: string) =>
    sql`(select count(*)::int from (select from workflows.runs r where r.workflow_id = w.id and r.state = 'held' and r.held_reason = ${reason} limit ${most}) n)`
  return rows<RunCountRow>(
    reader,
    sql`select w.id as workflow_id, w.name, w.status,
          (select count(*)::int from (select from workflows.runs r where r.workflow_id = w.id and r.state <> 'finished' limit ${most}) n) as live,
          ${held('paused')} as paused, ${held('failed')} as failed, ${held('in-doubt')} as in_doubt, ${held('poison')} as poison
        from workflows.workflows w order by w.id desc limit ${workflows}`,
  )
}

export interface DoubtfulEffect extends Record<string, unknown> {
  run_id: string
  kind: string
  node_id: string
  since: Date
  reason: string | null
}

/** Hand-overs nobody knows the outcome of, the oldest first. */
export function doubtfulEffects(reader: Reader, limit: number): Promise<DoubtfulEffect[]> {
  return rows<DoubtfulEffect>(
    reader,
    sql`select run_id, kind, node_id, doubt_since as since, reason from workflows.effects
        where state in ('handed', 'in_doubt') and state = 'in_doubt' order by updated_at limit ${limit}`,
  )
}
