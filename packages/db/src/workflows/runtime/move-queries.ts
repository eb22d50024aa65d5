import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'
import type { CursorWrite } from './cursor-writes.ts'

export interface HandedOver extends Record<string, unknown> {
  run_id: string
  node_id: string
  epoch: number
  state: string
}
/** Every hand-over of some runs. */
export function effectsOfRuns(reader: Reader, runIds: readonly string[]): Promise<HandedOver[]> {
  return rows<HandedOver>(
    reader,
    sql`select run_id, node_id, epoch, state from workflows.effects where run_id = any(${uuids(runIds)}) order by run_id, node_id, epoch`,
  )
}

export interface ItemInsert extends Record<string, unknown> {
  readonly run_id: string
  readonly before: unknown
  readonly from_node: string
  readonly to_node: string | null
  readonly state: 'moved' | 'stayed' | 'exited'
  readonly reason: string | null
  readonly moved_seq: number | null
}
/** Once for each run: answers those it was not done for before. */
export async function insertItems(tx: Tx, migrationId: string, items: readonly ItemInsert[], now: Date): Promise<string[]> {
  if (items.length === 0) return []
  const made = await rows<{ run_id: string }>(
    tx,
    sql`insert into workflows.migration_items (migration_id, run_id, before, from_node, to_node, state, reason, moved_seq, at)
        select ${migrationId}::uuid, run_id, before, from_node, to_node, state, reason, moved_seq, ${instant(now)}
        from ${recordset([...items], 'run_id uuid, before jsonb, from_node text, to_node text, state text, reason text, moved_seq int')}
        on conflict on constraint migration_items_pkey do nothing returning run_id`,
  )
  return made.map(({ run_id }) => run_id)
}

export async function settleItems(
  tx: Tx,
  migrationId: string,
  runIds: readonly string[],
  state: 'restored' | 'moved-on',
  now: Date,
): Promise<void> {
  if (runIds.length === 0) return
  await rows(
    tx,
    sql`update workflows.migration_items set state = ${state}, at = ${instant(now)}
        where migration_id = ${migrationId}::uuid and run_id = any(${uuids(runIds)}) and state = 'moved'`,
  )
}

export async function setRunVersions(tx: Tx, runIds: readonly string[], n: number): Promise<void> {
  if (runIds.length === 0) return
  await rows(tx, sql`update workflows.runs set version_n = ${n}::int where id = any(${uuids(runIds)})`)
}

/** Cursors put where they are to stand, wake-up included; what a run carries stays as it is. */
export async function placeCursors(tx: Tx, cursors: readonly CursorWrite[]): Promise<void> {
  if (cursors.length === 0) return
  await rows(
    tx,
    sql`update workflows.cursors c set node_id = r.node_id, epoch = r.epoch, lane = r.lane, wake_at = r.wake_at, due_at = r.due_at, wait_kind = r.wait_kind,
          wait_events = r.wait_events, entered_at = r.entered_at, visits = r.visits
        from ${recordset(
          [...cursors],
          `run_id uuid, node_id text, epoch int, lane smallint, wake_at timestamptz, due_at timestamptz, wait_kind text, wait_events text[],
           entered_at timestamptz, visits jsonb`,
        )} where c.run_id = any(${uuids(cursors.map(({ run_id }) => run_id))}) and c.run_id = r.run_id`,
  )
}

export interface Fingerprint extends Record<string, unknown> {
  run_id: string
  vars: string
  mail: number
}
/** What must be the same before and after a move; a run without a cursor has none. */
export function fingerprints(reader: Reader, runIds: readonly string[]): Promise<Fingerprint[]> {
  return rows<Fingerprint>(
    reader,
    sql`select c.run_id, md5(c.vars::text) as vars, (select count(*)::int from workflows.mailbox m where m.run_id = c.run_id) as mail
        from workflows.cursors c where c.run_id = any(${uuids(runIds)})`,
  )
}
