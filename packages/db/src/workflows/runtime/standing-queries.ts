import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { columns, joined, liveOf, standingAt, type RunFilterRow, type RunRow } from './run-queries.ts'

interface Wanted extends RunFilterRow {
  readonly nodeId: string
}

/**
 * What one look goes through, the newest first: who stands at the step, by the index of that; of the held ones, who is held, because few
 * are; of one person, whatever they are in.
 */
function lookedThrough({ workflowId, subjectId, nodeId, state, heldReason }: Wanted, before: string | undefined, most: number): SQL {
  const from = before === undefined ? sql`` : sql`and x.id < ${before}::uuid`
  if (subjectId !== undefined)
    return sql`select x.id from workflows.runs x where x.subject_type in ('lead', 'user', 'candidate') and x.subject_id = ${subjectId}::uuid
      ${workflowId === undefined ? sql`` : sql`and x.workflow_id = ${workflowId}::uuid`} ${from} order by x.id desc limit ${most}`
  const held = state === 'held' || heldReason !== undefined
  const newest = (workflow: SQL) =>
    held
      ? sql`select x.id from workflows.runs x where ${liveOf('x', workflow)} and x.state = 'held' ${from} order by x.workflow_id desc, x.id desc limit ${most}`
      : standingAt(workflow, nodeId, before, most)
  if (workflowId !== undefined) return newest(sql`${workflowId}::uuid`)
  return sql`select own.id from workflows.workflows v cross join lateral (${newest(sql`v.id`)}) own order by own.id desc limit ${most}`
}

/**
 * Runs that stand at a step, among the next `most` of a look, the newest first. `lookedTo` is where the look ended: undefined when there
 * is nothing behind it. One statement, so that nobody slips through between two.
 */
export async function pageRunsAt(
  reader: Reader,
  wanted: Wanted,
  before: string | undefined,
  limit: number,
  most: number,
): Promise<{ found: RunRow[]; lookedTo: string | undefined }> {
  const { nodeId, state, heldReason } = wanted
  const fits = [
    sql`c.node_id = ${nodeId} and r.state <> 'finished'`,
    ...(state === undefined ? [] : [sql`r.state = ${state}`]),
    ...(heldReason === undefined ? [] : [sql`r.held_reason = ${heldReason}`]),
  ]
  const told = await rows<RunRow & { looked_to: string | null }>(
    reader,
    sql`with looked as materialized (${lookedThrough(wanted, before, most)}),
          found as materialized (
            select l.id from (select id from looked order by id desc) l cross join lateral (
              select 1 from workflows.runs r join workflows.cursors c on c.run_id = r.id where r.id = l.id and ${sql.join(fits, sql` and `)} limit 1) there
            order by l.id desc limit ${limit})
        select ${columns}, e.looked_to from (select (select id from looked order by id limit 1) as last, (select count(*) from looked) as n) ends
          cross join lateral (select case when ends.n = ${most} then ends.last end as looked_to) e
          left join (${joined}) on r.id = any(array(select id from found)) order by r.id desc`,
  )
  return { found: told.filter(({ id }) => id !== null), lookedTo: told[0]?.looked_to ?? undefined }
}

/** How many of a version stand at each node: what is folded and what is not yet. */
export function countStanding(reader: Reader, workflowId: string, n: number): Promise<{ node_id: string; people: number }[]> {
  const own = sql`s.workflow_id = ${workflowId}::uuid and s.version_n = ${n}::int`
  return rows(
    reader,
    sql`select node_id, sum(people)::int as people
        from (select s.node_id, s.people from workflows.standing s where ${own} union all select s.node_id, s.people from workflows.standing_deltas s where ${own}) s
        group by node_id having sum(people) <> 0 order by node_id`,
  )
}

/** Adds appended counts of who stands where to the sums; answers how many there were. */
export async function foldStanding(tx: Tx, limit: number): Promise<number> {
  const [done] = await rows<{ n: number }>(
    tx,
    sql`with taken as (
          delete from workflows.standing_deltas where n in (select n from workflows.standing_deltas order by n limit ${limit} for update skip locked)
          returning workflow_id, version_n, node_id, people),
        summed as (select workflow_id, version_n, node_id, sum(people) as people from taken group by 1, 2, 3 order by 1, 2, 3),
        folded as (
          insert into workflows.standing as s (workflow_id, version_n, node_id, people) select * from summed
          on conflict on constraint standing_pkey do update set people = s.people + excluded.people)
        select count(*)::int as n from taken`,
  )
  return done?.n ?? 0
}
