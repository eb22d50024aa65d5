import { sql } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader } from '../../driver/types.ts'
import { columns, joined, type RunFilterRow, type RunRow } from './run-queries.ts'

/** Runs that are not over, the newest first, as far as one look goes. */
function window({ workflowId, subjectId, state, heldReason }: RunFilterRow, before: string | undefined, most: number) {
  const wanted = [
    sql`x.state <> 'finished'`,
    ...(subjectId === undefined ? [] : [sql`x.subject_type in ('lead', 'user', 'candidate') and x.subject_id = ${subjectId}::uuid`]),
    ...(state === undefined ? [] : [sql`x.state = ${state}`]),
    ...(heldReason === undefined ? [] : [sql`x.state = 'held' and x.held_reason = ${heldReason}`]),
    ...(before === undefined ? [] : [sql`x.id < ${before}::uuid`]),
  ]
  const newest = (workflow: ReturnType<typeof sql>) =>
    sql`select x.id from workflows.runs x where x.workflow_id = ${workflow} and ${sql.join(wanted, sql` and `)} order by x.id desc limit ${most}`
  if (workflowId !== undefined) return newest(sql`${workflowId}::uuid`)
  // Live runs are indexed by workflow: each answers with its own newest.
  return sql`select own.id from workflows.workflows v cross join lateral (${newest(sql`v.id`)}) own order by own.id desc limit ${most}`
}

/**
 * Runs that stand at a step, among the newest `most` that are not over. A step is asked of each by its key, until enough are found: an
 * index on the step would be written with every move of every run.
 */
export async function pageRunsAt(
  reader: Reader,
  { nodeId, ...filter }: RunFilterRow & { readonly nodeId: string },
  before: string | undefined,
  limit: number,
  most: number,
): Promise<{ found: RunRow[]; lookedTo: string | undefined }> {
  const ids = await rows<{ id: string }>(
    reader,
    sql`select l.id from (${window(filter, before, most)}) l
        cross join lateral (select 1 from workflows.cursors c where c.run_id = l.id and c.node_id = ${nodeId} limit 1) there order by l.id desc limit ${limit}`,
  )
  const found =
    ids.length === 0
      ? []
      : await rows<RunRow>(
          reader,
          sql`select ${columns} from ${joined} where r.id = any(${uuids(ids.map(({ id }) => id))}) order by r.id desc`,
        )
  if (ids.length === limit) return { found, lookedTo: undefined }
  const [last] = await rows<{ id: string }>(
    reader,
    sql`select l.id from (${window(filter, before, most)}) l order by l.id desc offset ${most - 1} limit 1`,
  )
  return { found, lookedTo: last?.id }
}
