import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Db } from '../driver/types.ts'

export interface DatabaseFacts extends Record<string, unknown> {
  now: Date
  version: string
  bytes: string
  connections: number
  connection_limit: number
  oldest_transaction_seconds: number
}

export async function databaseFacts(db: Db): Promise<DatabaseFacts | undefined> {
  const [facts] = await rows<DatabaseFacts>(
    db,
    sql`select clock_timestamp() as now, current_setting('server_version') as version, pg_database_size(current_database())::text as bytes,
          (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
          current_setting('max_connections')::int as connection_limit,
          (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8
             from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as oldest_transaction_seconds`,
  )
  return facts
}

/**
 * How long the oldest job of each queue that could begin waits. Asked of the queue's tables themselves, two probes a queue of an
 * index that pg-boss keeps by state and start (each state for itself, which is the only way it goes by start): what pg-boss tells was
 * counted by a worker, which may be dead. Dead letters wait for a person, not for a worker.
 */
export function oldestWaiting(db: Db): Promise<{ name: string; seconds: number }[]> {
  return rows(
    db,
    sql`select q.name, greatest(0, extract(epoch from now() - j.start_after))::float8 as seconds
        from pgboss.queue q cross join lateral (
          select min(one.start_after) as start_after from unnest(array['created', 'retry']::pgboss.job_state[]) waits(state) cross join lateral (
            select start_after from pgboss.job
            where name = q.name and state = waits.state and state in ('created', 'retry', 'active', 'failed') and not blocked and start_after <= now()
            order by start_after limit 1) one) j
        where q.name <> 'dead-letters' and j.start_after is not null`,
  )
}

/** When the oldest job of one queue that waits or runs could begin, of those that could by `by`; by the same index. */
export async function oldestSince(db: Db, queue: string, by: Date): Promise<Date | null> {
  const [row] = await rows<{ since: Date | null }>(
    db,
    sql`select min(one.start_after) as since from unnest(array['created', 'retry', 'active']::pgboss.job_state[]) waits(state)
          cross join lateral (
            select start_after from pgboss.job
            where name = ${queue} and state = waits.state and state in ('created', 'retry', 'active', 'failed') and not blocked and start_after <= ${instant(by)}
            order by start_after limit 1) one`,
  )
  return row?.since ?? null
}

interface Running extends Record<string, unknown> {
  seconds: number
  application: string
  waits_for: string | null
  statement: string
}

/** Statements at work for a second or longer, longest first. Values are parameters, so their text holds none. */
export function runningStatements(db: Db): Promise<Running[]> {
  return rows<Running>(
    db,
    sql`select extract(epoch from clock_timestamp() - query_start)::float8 as seconds, application_name as application,
          wait_event as waits_for, left(query, 500) as statement
        from pg_stat_activity
        where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query_start < clock_timestamp() - interval '1 second'
        order by query_start limit 50`,
  )
}

interface Heavy extends Record<string, unknown> {
  calls: string
  total_seconds: number
  mean_ms: number
  statement: string
}

/** By total time; null where the server does not keep statistics of statements. */
export async function heaviestStatements(db: Db): Promise<Heavy[] | null> {
  const [kept] = await rows<{ kept: boolean }>(
    db,
    sql`select to_regclass('pg_stat_statements') is not null
          and current_setting('shared_preload_libraries') like '%pg_stat_statements%' as kept`,
  )
  if (kept?.kept !== true) return null
  return rows<Heavy>(
    db,
    sql`select calls::text as calls, total_exec_time / 1000 as total_seconds, mean_exec_time as mean_ms, left(query, 500) as statement
        from pg_stat_statements s join pg_database d on d.oid = s.dbid and d.datname = current_database()
        order by total_exec_time desc limit 20`,
  )
}
