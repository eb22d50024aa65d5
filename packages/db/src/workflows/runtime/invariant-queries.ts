import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** Where a walk through a table stands: the key of the last row that was judged. */
export type WalkPlace = readonly string[] | null
/** A page of rows judged in one statement: how many break which rule, and the key of the last of a full page. */
export type InvariantWalk = (
  reader: Reader,
  after: WalkPlace,
  limit: number,
  now: Date,
) => Promise<{ readonly last: WalkPlace; readonly broken: Readonly<Record<string, number>> }>

interface Judged extends Record<string, unknown> {
  readonly last: string[] | null
  readonly broken: Record<string, number>
}
async function judge(reader: Reader, page: SQL, limit: number, last: SQL, broken: SQL, joined: SQL) {
  const [found] = await rows<Judged>(
    reader,
    sql`with page as materialized (${page})
        select case when (select count(*) from page) = ${limit}::int then (${last}) end as last, (select ${broken} from page p ${joined}) as broken`,
  )
  return { last: found?.last ?? null, broken: found?.broken ?? {} }
}
const key = (after: WalkPlace, n: number) => after?.[n] ?? null

/** Every cursor, in the order of its run. */
const cursors: InvariantWalk = (reader, after, limit, now) =>
  judge(
    reader,
    sql`select c.run_id, c.wake_at from workflows.cursors c where ${after === null ? sql`true` : sql`c.run_id > ${key(after, 0)}::uuid`} order by c.run_id limit ${limit}`,
    limit,
    sql`select array[run_id::text] from page order by run_id desc limit 1`,
    sql`jsonb_build_object(
      'finished runs with a cursor', count(*) filter (where r.state = 'finished'),
      'held runs that would wake', count(*) filter (where r.state = 'held' and p.wake_at is not null),
      'live runs of active workflows that nobody will wake', count(*) filter (where r.state = 'live' and w.status = 'active' and p.wake_at is null
        and (w.resumed_at is null or w.resumed_at < ${instant(now)} - interval '10 minutes')))`,
    sql`join workflows.runs r on r.id = p.run_id join workflows.workflows w on w.id = r.workflow_id`,
  )

/** Every run that is not over, in the order of their index. */
const liveRuns: InvariantWalk = (reader, after, limit) =>
  judge(
    reader,
    sql`select r.workflow_id, r.id from workflows.runs r where r.state <> 'finished'
        and ${after === null ? sql`true` : sql`(r.workflow_id, r.id) > (${key(after, 0)}::uuid, ${key(after, 1)}::uuid)`} order by r.workflow_id, r.id limit ${limit}`,
    limit,
    sql`select array[workflow_id::text, id::text] from page order by workflow_id desc, id desc limit 1`,
    sql`jsonb_build_object('live runs without a cursor', count(*) filter (where c.run_id is null))`,
    sql`left join workflows.cursors c on c.run_id = p.id`,
  )

const openTasks: InvariantWalk = (reader, after, limit) =>
  judge(
    reader,
    sql`select t.due_at, t.id, t.run_id from workflows.tasks t where t.state = 'open'
        and ${after === null ? sql`true` : sql`(t.due_at, t.id) > (${key(after, 0)}::timestamptz, ${key(after, 1)}::uuid)`} order by t.due_at, t.id limit ${limit}`,
    limit,
    sql`select array[due_at::text, id::text] from page order by due_at desc, id desc limit 1`,
    sql`jsonb_build_object('open tasks of finished runs', count(*) filter (where r.state = 'finished'))`,
    sql`join workflows.runs r on r.id = p.run_id`,
  )

const mailboxes: InvariantWalk = (reader, after, limit) =>
  judge(
    reader,
    sql`select m.run_id, m.event_id from workflows.mailbox m
        where ${after === null ? sql`true` : sql`(m.run_id, m.event_id) > (${key(after, 0)}::uuid, ${key(after, 1)}::uuid)`} order by m.run_id, m.event_id limit ${limit}`,
    limit,
    sql`select array[run_id::text, event_id::text] from page order by run_id desc, event_id desc limit 1`,
    sql`jsonb_build_object('mail of finished runs', count(*) filter (where c.run_id is null))`,
    sql`left join workflows.cursors c on c.run_id = p.run_id`,
  )

/** States that the database cannot forbid by itself, a page at a time. Nothing is found as long as everything is well. */
export const invariantWalks: readonly InvariantWalk[] = [liveRuns, cursors, openTasks, mailboxes]
