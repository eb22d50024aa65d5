import { sql } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'
import { liveOf } from './run-queries.ts'

export interface MigrationRow extends Record<string, unknown> {
  id: string
  workflow_id: string
  from_n: number
  to_n: number
  mapping: unknown
  unmapped: string
  timers: string
  state: string
  plan: unknown
  proof: unknown
  planned_by: string
  applied_by: string | null
  created_at: Date
  simulated_at: Date | null
  applied_at: Date | null
  reverted_at: Date | null
}
const columns = sql`id, workflow_id, from_n, to_n, mapping, unmapped, timers, state, plan, proof, planned_by, applied_by, created_at, simulated_at, applied_at, reverted_at`
const jsonb = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function insertMigration(
  tx: Tx,
  made: {
    readonly id: string
    readonly workflowId: string
    readonly fromN: number
    readonly toN: number
    readonly mapping: unknown
    readonly unmapped: string
    readonly timers: string
    readonly plan: unknown
    readonly plannedBy: string
  },
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.migrations (id, workflow_id, from_n, to_n, mapping, unmapped, timers, plan, planned_by, created_at)
        values (${made.id}::uuid, ${made.workflowId}::uuid, ${made.fromN}::int, ${made.toN}::int, ${jsonb(made.mapping)}, ${made.unmapped}, ${made.timers},
          ${jsonb(made.plan)}, ${made.plannedBy}, ${instant(now)})`,
  )
}

export async function findMigration(reader: Reader, id: string): Promise<MigrationRow | undefined> {
  const [found] = await rows<MigrationRow>(reader, sql`select ${columns} from workflows.migrations where id = ${id}::uuid`)
  return found
}
export async function lockMigration(tx: Tx, id: string): Promise<MigrationRow | undefined> {
  const [found] = await rows<MigrationRow>(tx, sql`select ${columns} from workflows.migrations where id = ${id}::uuid for update`)
  return found
}

export async function setMigration(
  tx: Tx,
  id: string,
  change: {
    readonly state: string
    /** Only where it is in this state: whoever comes late changes nothing. */
    readonly from?: string
    readonly plan?: unknown
    readonly proof?: unknown
    readonly appliedBy?: string
    readonly at?: 'simulated_at' | 'applied_at' | 'reverted_at'
  },
  now: Date,
): Promise<void> {
  const sets = [
    sql`state = ${change.state}`,
    ...(change.plan === undefined ? [] : [sql`plan = ${jsonb(change.plan)}`]),
    ...(change.proof === undefined ? [] : [sql`proof = ${jsonb(change.proof)}`]),
    ...(change.appliedBy === undefined ? [] : [sql`applied_by = ${change.appliedBy}`]),
    ...(change.at === undefined ? [] : [sql`${sql.raw(change.at)} = ${instant(now)}`]),
  ]
  const from = change.from === undefined ? sql`` : sql`and state = ${change.from}`
  await rows(tx, sql`update workflows.migrations set ${sql.join(sets, sql`, `)} where id = ${id}::uuid ${from}`)
}

/** Live runs of a version, a chunk at a time, in the order they were started. */
export function runsOfVersion(
  reader: Reader,
  workflowId: string,
  n: number,
  after: string | null,
  limit: number,
): Promise<{ id: string; started_at: Date }[]> {
  return rows(
    reader,
    sql`select r.id, r.started_at from workflows.runs r where ${liveOf('r', sql`${workflowId}::uuid`)} and r.version_n = ${n}::int
          ${after === null ? sql`` : sql`and r.id > ${after}::uuid`} order by r.workflow_id, r.id limit ${limit}`,
  )
}

export function movedItems(
  reader: Reader,
  migrationId: string,
  after: string | null,
  limit: number,
): Promise<{ run_id: string; before: unknown; moved_seq: number | null }[]> {
  return rows(
    reader,
    sql`select run_id, before, moved_seq from workflows.migration_items where migration_id = ${migrationId}::uuid and state = 'moved'
          ${after === null ? sql`` : sql`and run_id > ${after}::uuid`} order by run_id limit ${limit}`,
  )
}
/** What became of a page of a migration's runs; `last` is null behind the last page. */
export async function countItems(
  reader: Reader,
  migrationId: string,
  after: string | null,
  limit: number,
): Promise<{ counts: { state: string; reason: string | null; n: number; meanwhile: number }[]; last: string | null }> {
  const [found] = await rows<{
    counts: { state: string; reason: string | null; n: number; meanwhile: number }[] | null
    last: string | null
  }>(
    reader,
    sql`with page as materialized (
          select run_id, state, reason from workflows.migration_items where migration_id = ${migrationId}::uuid
            ${after === null ? sql`` : sql`and run_id > ${after}::uuid`} order by run_id limit ${limit})
        select (select jsonb_agg(c) from (
            select p.state, p.reason, count(*)::int as n, count(*) filter (where r.started_at > m.applied_at)::int as meanwhile
            from page p join workflows.runs r on r.id = p.run_id cross join (select applied_at from workflows.migrations where id = ${migrationId}::uuid) m
            group by p.state, p.reason order by p.state, p.reason) c) as counts,
          (select case when count(*) = ${limit}::int then (select run_id from page order by run_id desc limit 1) end from page) as last`,
  )
  return { counts: found?.counts ?? [], last: found?.last ?? null }
}
