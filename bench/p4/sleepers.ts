import { rows, sql } from '@mas/db'
import type { Ground } from './ground.ts'

export interface Lateness {
  readonly p50: number
  readonly p99: number
  readonly max: number
}
/** Sleeping at this node of `sleeper`. */
const asleepAt = 'n2'

/** Sleepers as the engine leaves them behind, `people` of them, due by what `due` says of each number from 1 on. */
export async function layDown(
  { driver: { db } }: Ground,
  workflowId: string,
  people: number,
  due: ReturnType<typeof sql>,
  nodeId = asleepAt,
): Promise<void> {
  for (let from = 0; from < people; from += 50_000)
    await rows(
      db,
      sql`with made as (
            insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
            select uuidv7(), ${workflowId}::uuid, 1, 'lead', u.person, u.person::text, 'demand', '{}', now()
            from generate_series(${from}::int + 1, ${Math.min(people, from + 50_000)}::int) n cross join lateral (select uuidv7() as person, n as per_row) u returning id),
          numbered as (select id, ${from}::int + row_number() over () as n from made)
          insert into workflows.cursors (run_id, node_id, seq, lane, wake_at, due_at, wait_kind, entered_at, visits, vars)
          select id, ${nodeId}, 2, 0, ${due}, ${due}, 'duration', now(), '{}', '{}' from numbered`,
    )
}

/** Waits until so many woke at a node, and answers how late; throws where one is missing, twice there, or early. */
export async function latenessOf(
  { driver: { db }, count }: Ground,
  expected: number,
  patienceMs: number,
  nodeId = asleepAt,
): Promise<Lateness> {
  const deadline = performance.now() + patienceMs
  const woken = () => count(sql`select count(*)::int as n from workflows.steps where node_id = ${nodeId}`)
  while ((await woken()) < expected && performance.now() < deadline) await Bun.sleep(1_000)
  const [found] = await rows<{ n: number; early: number; runs: number; p50: number; p99: number; max: number }>(
    db,
    sql`select count(*)::int as n, count(distinct run_id)::int as runs, count(*) filter (where late < 0)::int as early,
          percentile_cont(0.5) within group (order by late)::float8 as p50, percentile_cont(0.99) within group (order by late)::float8 as p99, max(late)::float8 as max
        from (select run_id, extract(epoch from at - planned_at) * 1000 as late from workflows.steps where node_id = ${nodeId}) steps`,
  )
  if (found === undefined || found.n !== expected || found.runs !== expected || found.early > 0)
    throw new Error(`of ${expected} timers ${found?.n} are on record, ${found?.early} of them early`)
  return found
}
