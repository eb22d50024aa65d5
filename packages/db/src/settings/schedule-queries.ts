import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface ScheduledRow extends Record<string, unknown> {
  id: string
  key: string
  scope: string
  value: unknown
  set: boolean
  reason: string
  by: string
  approvedBy: string | null
  at: Date
  dueAt: Date
  state: 'scheduled' | 'applied' | 'cancelled'
}
const columns = sql.raw(
  `id, key, scope, value, value is not null as set, reason, by, approved_by as "approvedBy", at, due_at as "dueAt", state`,
)

export type NewScheduled = Pick<ScheduledRow, 'id' | 'key' | 'scope' | 'value' | 'set' | 'reason' | 'by' | 'approvedBy' | 'at' | 'dueAt'>

export async function insertScheduled(tx: Tx, one: NewScheduled): Promise<void> {
  await rows(
    tx,
    sql`insert into settings.scheduled (id, key, scope, value, reason, by, approved_by, at, due_at, state)
        values (${one.id}::uuid, ${one.key}, ${one.scope}, ${one.set ? JSON.stringify(one.value) : null}::text::jsonb, ${one.reason}, ${one.by},
          ${one.approvedBy}, ${instant(one.at)}, ${instant(one.dueAt)}, 'scheduled')`,
  )
}

/** The next one that is due, in the order of instants and then of changes; the caller holds the revision, so nobody overtakes. */
export async function nextDue(tx: Tx, now: Date): Promise<ScheduledRow | undefined> {
  const [row] = await rows<ScheduledRow>(
    tx,
    sql`select ${columns} from settings.scheduled where state = 'scheduled' and due_at <= ${instant(now)} order by due_at, seq limit 1 for update`,
  )
  return row
}

/** Ends a change that was still waiting; undefined where it was not. */
export async function endScheduled(
  tx: Tx,
  id: string,
  state: 'applied' | 'cancelled',
  at: Date,
  outcome: string | null,
): Promise<ScheduledRow | undefined> {
  const [row] = await rows<ScheduledRow>(
    tx,
    sql`update settings.scheduled set state = ${state}, ended_at = ${instant(at)}, outcome = ${outcome}
        where id = ${id}::uuid and state = 'scheduled' returning ${columns}`,
  )
  return row
}

export async function findScheduled(reader: Reader, id: string): Promise<ScheduledRow | undefined> {
  const [row] = await rows<ScheduledRow>(reader, sql`select ${columns} from settings.scheduled where id = ${id}::uuid`)
  return row
}

export function scheduledOf(reader: Reader, key: string, limit: number): Promise<ScheduledRow[]> {
  return rows(
    reader,
    sql`select ${columns} from settings.scheduled where state = 'scheduled' and key = ${key} order by due_at, seq limit ${limit}`,
  )
}

export async function anyDue(reader: Reader, now: Date): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from settings.scheduled where state = 'scheduled' and due_at <= ${instant(now)} limit 1`,
  )
  return found.length === 1
}
