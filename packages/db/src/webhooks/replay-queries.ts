import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { InboxFilter } from './list-queries.ts'

export interface ReplayRow extends Record<string, unknown> {
  id: string
  requested_by: string
  reason: string
  filter: InboxFilter
  last_item: string | null
  total: number
  done: number
  state: 'running' | 'done'
  created_at: Date
  finished_at: Date | null
}
const columns = sql.raw('id, requested_by, reason, filter, last_item, total, done, state, created_at, finished_at')

export interface ReplayInsert {
  readonly id: string
  readonly requestedBy: string
  readonly reason: string
  readonly filter: InboxFilter
  readonly total: number
  readonly at: Date
}
export async function insertReplay(tx: Tx, one: ReplayInsert): Promise<void> {
  await rows(
    tx,
    sql`insert into webhooks.replays (id, requested_by, reason, filter, total, state, created_at)
        values (${one.id}::uuid, ${one.requestedBy}, ${one.reason}, ${JSON.stringify(one.filter)}::text::jsonb, ${one.total}::int, 'running', ${instant(one.at)})`,
  )
}

export async function findReplay(reader: Reader, id: string): Promise<ReplayRow | undefined> {
  const [row] = await rows<ReplayRow>(reader, sql`select ${columns} from webhooks.replays where id = ${id}::uuid`)
  return row
}

/** Takes a replay that is not done; a second job of it waits here and goes on where this one ended. */
export async function lockRunningReplay(tx: Tx, id: string): Promise<ReplayRow | undefined> {
  const [row] = await rows<ReplayRow>(
    tx,
    sql`select ${columns} from webhooks.replays where id = ${id}::uuid and state = 'running' for update`,
  )
  return row
}

export async function advanceReplay(
  tx: Tx,
  id: string,
  step: { lastItem: string | null; done: number; finishedAt: Date | null },
): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.replays set last_item = coalesce(${step.lastItem}::uuid, last_item), done = done + ${step.done}::int, finished_at = ${instant(step.finishedAt)},
          state = case when ${instant(step.finishedAt)} is null then 'running' else 'done' end
        where id = ${id}::uuid`,
  )
}

export async function runningReplays(reader: Reader, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(reader, sql`select id from webhooks.replays where state = 'running' order by id limit ${limit}`)
  return found.map(({ id }) => id)
}

export async function deleteOldReplays(tx: Tx, before: Date): Promise<void> {
  await rows(tx, sql`delete from webhooks.replays where created_at < ${instant(before)} and state = 'done'`)
}
