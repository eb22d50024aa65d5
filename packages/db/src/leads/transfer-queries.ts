import { sql, type SQL } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface TransferRow extends Record<string, unknown> {
  id: string
  to_head_id: string
  keep_assignees: boolean
  reason: string
  filter: unknown
  place: string | null
  state: string
  requested_at: Date
}
const columns = sql.raw('id, to_head_id, keep_assignees, reason, filter, place, state, requested_at')

/** The same request twice is the same transfer; `fresh` is true for the first. */
export async function insertTransfer(
  tx: Tx,
  asked: {
    id: string
    requestId: string
    byUserId: string
    toHeadId: string
    keepAssignees: boolean
    reason: string
    filter: unknown
    at: Date
  },
): Promise<{ row: TransferRow | undefined; fresh: boolean }> {
  const filter = asked.filter === undefined ? null : JSON.stringify(asked.filter)
  const [made] = await rows<TransferRow>(
    tx,
    sql`insert into leads.transfers (id, request_id, by_user_id, to_head_id, keep_assignees, reason, filter, state, requested_at)
        values (${asked.id}::uuid, ${asked.requestId}::uuid, ${asked.byUserId}::uuid, ${asked.toHeadId}::uuid, ${asked.keepAssignees}, ${asked.reason}, ${filter}::text::jsonb, ${filter === null ? 'applying' : 'staging'}, ${instant(asked.at)})
        on conflict on constraint transfers_request_key do nothing returning ${columns}`,
  )
  if (made !== undefined) return { row: made, fresh: true }
  const [known] = await rows<TransferRow>(
    tx,
    sql`select ${columns} from leads.transfers where by_user_id = ${asked.byUserId}::uuid and request_id = ${asked.requestId}::uuid`,
  )
  return { row: known, fresh: false }
}

/** Those of these leads that live; answers how many. */
export async function stageLeads(tx: Tx, transferId: string, leadIds: readonly string[]): Promise<number> {
  const staged = await rows(
    tx,
    sql`insert into leads.transfer_items (transfer_id, lead_id) select ${transferId}::uuid, l.id from leads.leads l
        where l.id = any(${uuids(leadIds)}) and l.root_id = l.id and l.status <> 'withdrawn' order by l.id on conflict do nothing returning 1 as one`,
  )
  return staged.length
}

/** The next live leads by id, those of the filter told apart. */
export function nextToStage(
  tx: Tx,
  parts: readonly SQL[],
  after: string | null,
  limit: number,
): Promise<{ id: string; wanted: boolean }[]> {
  const wanted = sql.join([sql`l.status <> 'withdrawn'`, ...parts], sql` and `)
  return rows(
    tx,
    sql`select l.id, (${wanted}) is true as wanted from leads.leads l where l.root_id = l.id and ${after === null ? sql`true` : sql`l.id > ${after}::uuid`} order by l.id limit ${limit}`,
  )
}

export async function lockTransfer(tx: Tx, id: string): Promise<TransferRow | undefined> {
  const [found] = await rows<TransferRow>(tx, sql`select ${columns} from leads.transfers where id = ${id}::uuid for update`)
  return found
}

export async function setTransfer(
  tx: Tx,
  id: string,
  set: { state: string; place?: string | null; finishedAt?: Date | null },
): Promise<void> {
  const place = set.place === undefined ? sql`place` : sql`${set.place}::uuid`
  const finished = set.finishedAt === undefined ? sql`finished_at` : instant(set.finishedAt)
  await rows(tx, sql`update leads.transfers set state = ${set.state}, place = ${place}, finished_at = ${finished} where id = ${id}::uuid`)
}

export interface TransferCounts extends Record<string, unknown> {
  leads: number
  moved: number
  unchanged: number
  restored: number
  kept: number
}
export async function findTransfer(reader: Reader, id: string): Promise<(TransferRow & TransferCounts) | undefined> {
  const [found] = await rows<TransferRow & TransferCounts>(
    reader,
    sql`select t.*, c.* from (select ${columns} from leads.transfers where id = ${id}::uuid) t cross join lateral (
          select count(*)::int as leads, count(*) filter (where outcome = 'moved')::int as moved, count(*) filter (where outcome = 'unchanged')::int as unchanged,
            count(*) filter (where outcome = 'restored')::int as restored, count(*) filter (where outcome = 'kept')::int as kept
          from leads.transfer_items where transfer_id = t.id) c`,
  )
  return found
}

export interface TransferStep extends Record<string, unknown> {
  lead_id: string
  /** Where it stood before this step. */
  from_head_id: string | null
  to_head_id: string | null
  changed: boolean
}

/** Moves the next leads into the pool, their rows locked in id order; one that is there, merged or withdrawn stays. */
export async function moveNext(tx: Tx, transferId: string, toHeadId: string, now: Date, limit: number): Promise<TransferStep[]> {
  const taken = await rows<TransferStep>(
    tx,
    sql`select l.id as lead_id, l.owning_head_id as from_head_id, ${toHeadId}::uuid as to_head_id,
          l.root_id = l.id and l.status <> 'withdrawn' and l.owning_head_id is distinct from ${toHeadId}::uuid as changed
        from leads.leads l where l.id in (select lead_id from leads.transfer_items where transfer_id = ${transferId}::uuid and outcome is null order by lead_id limit ${limit})
        order by l.id for no key update`,
  )
  await writeSteps(tx, transferId, taken, ['moved', 'unchanged'], now)
  return taken
}

/** Puts the next leads back where they stood, unless somebody moved them since. */
export async function restoreNext(tx: Tx, transferId: string, toHeadId: string, now: Date, limit: number): Promise<TransferStep[]> {
  const taken = await rows<TransferStep>(
    tx,
    sql`select l.id as lead_id, l.owning_head_id as from_head_id, i.previous_head_id as to_head_id,
          l.root_id = l.id and l.status <> 'withdrawn' and l.owning_head_id = ${toHeadId}::uuid
            and not exists (select 1 from leads.transfer_items later where later.lead_id = l.id and later.transfer_id > i.transfer_id and later.outcome is not null and later.outcome <> 'restored') as changed
        from (select transfer_id, lead_id, previous_head_id from leads.transfer_items where transfer_id = ${transferId}::uuid and outcome = 'moved' order by lead_id limit ${limit}) i
        join leads.leads l on l.id = i.lead_id order by l.id for no key update of l`,
  )
  await writeSteps(tx, transferId, taken, ['restored', 'kept'], now)
  return taken
}

async function writeSteps(
  tx: Tx,
  transferId: string,
  steps: readonly TransferStep[],
  [done, left]: readonly [string, string],
  now: Date,
): Promise<void> {
  const values = recordset(steps, 'lead_id uuid, from_head_id uuid, to_head_id uuid, changed boolean')
  await rows(
    tx,
    sql`with moved as (
          update leads.leads l set owning_head_id = r.to_head_id, updated_at = greatest(l.updated_at, ${instant(now)}), version = l.version + 1
          from ${values} where l.id = r.lead_id and r.changed)
        update leads.transfer_items i set outcome = case when r.changed then ${done}::text else ${left}::text end,
          previous_head_id = case when ${done}::text = 'moved' then r.from_head_id else i.previous_head_id end
        from ${values} where i.transfer_id = ${transferId}::uuid and i.lead_id = r.lead_id`,
  )
}
