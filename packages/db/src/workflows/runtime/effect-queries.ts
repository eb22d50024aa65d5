import { sql } from 'drizzle-orm'
import { recordset, rows } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface EffectRow extends Record<string, unknown> {
  run_id: string
  node_id: string
  epoch: number
  kind: string
  key: string
  target_ref: string | null
  state: string
  rank: number
  result: string | null
  request_hash: string | null
  response: unknown
  reason: string | null
  deferred_until: Date | null
  doubt_since: Date | null
  handed_at: Date
  settled_at: Date | null
  updated_at: Date
}
const columns = sql`run_id, node_id, epoch, kind, key, target_ref, state, rank, result, request_hash, response, reason, deferred_until, doubt_since, handed_at, settled_at, updated_at`

/** Hand-overs of the places given; a place without one is absent. */
export function findEffects(
  reader: Reader,
  places: readonly { readonly run_id: string; readonly node_id: string; readonly epoch: number }[],
): Promise<EffectRow[]> {
  if (places.length === 0) return Promise.resolve([])
  return rows<EffectRow>(
    reader,
    sql`select e.* from ${recordset([...places], 'run_id uuid, node_id text, epoch int')}
        join workflows.effects e on e.run_id = r.run_id and e.node_id = r.node_id and e.epoch = r.epoch`,
  )
}

export async function findEffect(reader: Reader, runId: string, nodeId: string, epoch: number): Promise<EffectRow | undefined> {
  const [found] = await rows<EffectRow>(
    reader,
    sql`select ${columns} from workflows.effects where run_id = ${runId}::uuid and node_id = ${nodeId} and epoch = ${epoch}::int`,
  )
  return found
}

export interface EffectNews {
  readonly runId: string
  readonly nodeId: string
  readonly epoch: number
  readonly state: string
  readonly rank: number
  readonly result?: string | null
  readonly reason?: string | null
  readonly response?: unknown
  readonly deferredUntil?: Date | null
}

/**
 * Records what became of a hand-over. The rank never falls; what is in doubt is settled by any answer; a refusal or failure does not
 * undo what was reached. True where something moved.
 */
export async function settleEffect(tx: Tx, news: EffectNews, now: Date): Promise<boolean> {
  const moved = await rows(
    tx,
    sql`update workflows.effects set state = ${news.state}, rank = ${news.rank}::smallint, result = coalesce(${news.result ?? null}, result),
          reason = coalesce(${news.reason ?? null}, reason),
          response = coalesce(${news.response === undefined ? null : JSON.stringify(news.response)}::text::jsonb, response),
          deferred_until = ${instant(news.deferredUntil ?? null)},
          doubt_since = case when ${news.state} = 'in_doubt' then coalesce(doubt_since, ${instant(now)}) else doubt_since end,
          settled_at = case when ${news.rank}::smallint >= 2 then coalesce(settled_at, ${instant(now)}) end, updated_at = ${instant(now)}
        where run_id = ${news.runId}::uuid and node_id = ${news.nodeId} and epoch = ${news.epoch}::int
          and (rank < ${news.rank}::smallint or (rank = 1 and ${news.rank}::smallint = 1 and state <> ${news.state}))
          and not (rank between 2 and 4 and ${news.rank}::smallint = 5 and ${news.state} = 'refused')
        returning run_id`,
  )
  return moved.length === 1
}

/** Hand-overs nobody has told us about for a while, oldest first. */
export function openEffects(reader: Reader, before: Date, limit: number): Promise<EffectRow[]> {
  return rows<EffectRow>(
    reader,
    sql`select ${columns} from workflows.effects where state in ('handed', 'in_doubt') and updated_at < ${instant(before)}
          and (deferred_until is null or deferred_until < ${instant(before)})
        order by updated_at limit ${limit}`,
  )
}

/** How the tasks and runs that these hand-overs became have ended; those that go on are absent. */
export function endedTargets(
  reader: Reader,
  places: readonly { readonly run_id: string; readonly node_id: string; readonly epoch: number }[],
): Promise<{ run_id: string; node_id: string; epoch: number; result: string; reason: string | null }[]> {
  if (places.length === 0) return Promise.resolve([])
  return rows(
    reader,
    sql`select p.run_id, p.node_id, p.epoch, ended.result, ended.reason from ${recordset([...places], 'run_id uuid, node_id text, epoch int', 'p')}
        cross join lateral (
          select t.result, null::text as reason from workflows.tasks t
          where t.run_id = p.run_id and t.node_id = p.node_id and t.epoch = p.epoch and t.state in ('decided', 'timed-out') and t.result is not null
          union all
          select 'finished', c.outcome from workflows.runs c
          where c.parent_run_id = p.run_id and c.parent_node_id = p.node_id and c.parent_epoch = p.epoch and c.state = 'finished') ended`,
  )
}

/** Asked and unanswered: not asked again before the others. */
export async function touchEffects(
  tx: Tx,
  places: readonly { run_id: string; node_id: string; epoch: number }[],
  now: Date,
): Promise<void> {
  if (places.length === 0) return
  await rows(
    tx,
    sql`update workflows.effects e set updated_at = ${instant(now)} from ${recordset([...places], 'run_id uuid, node_id text, epoch int')}
        where e.run_id = r.run_id and e.node_id = r.node_id and e.epoch = r.epoch and e.state in ('handed', 'in_doubt')`,
  )
}

/** What is to be sent, kept until there is an answer: a repetition sends the very same. */
export async function keepRequest(tx: Tx, place: { runId: string; nodeId: string; epoch: number }, request: unknown): Promise<void> {
  await rows(
    tx,
    sql`update workflows.effects set response = ${JSON.stringify(request)}::text::jsonb
        where run_id = ${place.runId}::uuid and node_id = ${place.nodeId} and epoch = ${place.epoch}::int`,
  )
}

export async function setTarget(tx: Tx, place: { runId: string; nodeId: string; epoch: number }, targetRef: string): Promise<void> {
  await rows(
    tx,
    sql`update workflows.effects set target_ref = ${targetRef}
        where run_id = ${place.runId}::uuid and node_id = ${place.nodeId} and epoch = ${place.epoch}::int`,
  )
}

/** Variables that an answer brings to a run which still stands where it asked. The caller holds the cursor. */
export async function addVars(
  tx: Tx,
  place: { runId: string; nodeId: string; epoch: number },
  vars: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update workflows.cursors set vars = vars || ${JSON.stringify(vars)}::text::jsonb
        where run_id = ${place.runId}::uuid and node_id = ${place.nodeId} and epoch = ${place.epoch}::int
          and octet_length((vars || ${JSON.stringify(vars)}::text::jsonb)::text) <= 16000 returning run_id`,
  )
  return changed.length === 1
}

/** It is tried again at an instant; until some time after it nobody need ask. */
export async function deferEffect(
  tx: Tx,
  place: { runId: string; nodeId: string; epoch: number },
  until: Date,
  reason: string,
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`update workflows.effects set deferred_until = ${instant(until)}, reason = ${reason}, updated_at = ${instant(now)}
        where run_id = ${place.runId}::uuid and node_id = ${place.nodeId} and epoch = ${place.epoch}::int and state in ('handed', 'in_doubt')`,
  )
}
