import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader } from '../../driver/types.ts'
import { columns, joined, liveOf, type RunFilterRow, type RunRow } from './run-queries.ts'

interface Wanted extends RunFilterRow {
  readonly nodeId: string
}

/** What one look goes through, the newest first: who is not over, of the held ones who is held, of one person whatever they are in. */
function lookedThrough({ workflowId, subjectId, state, heldReason }: Wanted, before: string | undefined, most: number): SQL {
  const from = before === undefined ? sql`` : sql`and x.id < ${before}::uuid`
  if (subjectId !== undefined)
    return sql`select x.id from workflows.runs x where x.subject_type in ('lead', 'user', 'candidate') and x.subject_id = ${subjectId}::uuid
      ${workflowId === undefined ? sql`` : sql`and x.workflow_id = ${workflowId}::uuid`} ${from} order by x.id desc limit ${most}`
  const held = state === 'held' || heldReason !== undefined ? sql`and x.state = 'held'` : sql``
  const newest = (workflow: SQL) =>
    sql`select x.id from workflows.runs x where ${liveOf('x', workflow)} ${held} ${from} order by x.workflow_id desc, x.id desc limit ${most}`
  if (workflowId !== undefined) return newest(sql`${workflowId}::uuid`)
  return sql`select own.id from workflows.workflows v cross join lateral (${newest(sql`v.id`)}) own order by own.id desc limit ${most}`
}

/**
 * Runs that stand at a step, among the next `most` of a look, the newest first. `lookedTo` is where the look ended: undefined when there
 * is nothing behind it. One statement, so that nobody slips through between two. A step is asked of each run by its key: an index on it
 * would be written with every move of every run.
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

/** Of a page of a version's runs that are not over, how many stand at each node; `last` is undefined behind the last page. */
export async function pageStanding(
  reader: Reader,
  workflowId: string,
  n: number,
  after: string | undefined,
  limit: number,
): Promise<{ people: Readonly<Record<string, number>>; last: string | undefined }> {
  const [found] = await rows<{ people: Record<string, number> | null; last: string | null }>(
    reader,
    sql`with page as materialized (
          select r.id, r.version_n from workflows.runs r where ${liveOf('r', sql`${workflowId}::uuid`)} ${after === undefined ? sql`` : sql`and r.id > ${after}::uuid`}
          order by r.workflow_id, r.id limit ${limit})
        select (select jsonb_object_agg(node_id, n) from (
            select c.node_id, count(*)::int as n from page p join workflows.cursors c on c.run_id = p.id where p.version_n = ${n}::int group by c.node_id) s) as people,
          (select case when count(*) = ${limit}::int then (select id from page order by id desc limit 1) end from page) as last`,
  )
  return { people: found?.people ?? {}, last: found?.last ?? undefined }
}
