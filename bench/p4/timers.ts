import { rows, sql } from '@mas/db'
import { claimDue } from '@mas/db/workflows'
import { sized } from '../measure/scale.ts'
import { startEngine } from './child.ts'
import { openBareGround, openGround, publish, type Ground } from './ground.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { sleeper } from './programs.ts'

const asleep = sized({ quick: 50_000, standard: 100_000, full: 1_000_000 })
const perSecond = sized({ quick: 200, standard: 1_000 })
const seconds = sized({ quick: 3, standard: 20, full: 60 })
const theirs = sized({ quick: 200, standard: 500 })
const fewAsleep = 10_000
const idleSeconds = sized({ quick: 2, standard: 10 })

interface Lateness {
  readonly p50: number
  readonly p99: number
  readonly max: number
}
export interface Timers {
  readonly ours: Lateness
  readonly dbos: Lateness
  readonly claimMs: { readonly few: number; readonly many: number }
  readonly plan: unknown
  readonly byIndex: boolean
  /** Milliseconds of Postgres CPU a second while nobody is due. */
  readonly idleCpuMs: { readonly none: number; readonly asleep: number }
  readonly verified: readonly string[]
  readonly sizes: Readonly<Record<string, unknown>>
}

export async function measureTimers(): Promise<Timers> {
  const ground = await openGround()
  const cpu = await postgresCpu()
  const idle = async () => {
    const before = cpu()
    await Bun.sleep(idleSeconds * 1_000)
    return ((cpu() - before) / idleSeconds) * 1_000
  }
  const workflowId = await publish(ground, sleeper)
  let worker = await startEngine([process.execPath, 'worker.ts'], ground.url)
  try {
    const none = await idle()
    await worker.kill()
    await layDown(ground, workflowId, fewAsleep, 'far')
    const few = await explainClaim(ground)
    await layDown(ground, workflowId, asleep - fewAsleep, 'far')
    const many = await explainClaim(ground)
    worker = await startEngine([process.execPath, 'worker.ts'], ground.url)
    const idleCpuMs = { none, asleep: await idle() }
    await layDown(ground, workflowId, perSecond * seconds, 'soon')
    const woken = perSecond * seconds
    const ours = await latenessOf(ground, woken)
    const dbos = await dbosLateness()
    return {
      ours,
      dbos,
      claimMs: { few: few.ms, many: many.ms },
      plan: many.plan,
      byIndex: many.byIndex,
      idleCpuMs,
      verified: [
        `${woken} timers of ours due, ${woken} steps on record, none early; ${asleep} still asleep`,
        `${theirs} timers of DBOS due, ${theirs} woke`,
      ],
      sizes: { asleep, perSecond, seconds, theirs },
    }
  } finally {
    await worker.kill()
    await ground.close()
  }
}

/** Sleepers as the engine leaves them behind: far ones over 30 days, or so many a second from eight seconds on. */
async function layDown({ driver: { db } }: Ground, workflowId: string, people: number, when: 'far' | 'soon'): Promise<void> {
  const due =
    when === 'far'
      ? sql`now() + make_interval(secs => 3600 + 2592000.0 * n / ${people}::int)`
      : sql`now() + make_interval(secs => 8 + n / ${perSecond}::float8)`
  for (let from = 0; from < people; from += 50_000)
    await rows(
      db,
      sql`with made as (
            insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
            select uuidv7(), ${workflowId}::uuid, 1, 'lead', u.person, u.person::text, 'demand', '{}', now()
            from generate_series(${from}::int + 1, ${Math.min(people, from + 50_000)}::int) n cross join lateral (select uuidv7() as person, n as per_row) u returning id),
          numbered as (select id, ${from}::int + row_number() over () as n from made)
          insert into workflows.cursors (run_id, node_id, seq, lane, wake_at, due_at, wait_kind, entered_at, visits, vars)
          select id, 'n2', 2, 0, ${due}, ${due}, 'duration', now(), '{"n1":1,"n2":1}', '{}' from numbered`,
    )
  await rows(db, sql`analyze workflows.cursors`)
  await rows(db, sql`analyze workflows.runs`)
}

/** The claim itself, explained: the statement is the engine's, only its first word is ours. */
async function explainClaim({ driver }: Ground): Promise<{ ms: number; plan: unknown; byIndex: boolean }> {
  // As many are due in a small table as in a large one: more than a batch.
  const [clock] = await rows<{ at: Date }>(
    driver.db,
    sql`select wake_at as at from workflows.cursors where lane = 0 order by wake_at offset 200 limit 1`,
  )
  const due = new Date(clock?.at ?? Number.NaN)
  const times: number[] = []
  let plan: unknown
  for (let n = 0; n < 7; n++)
    await driver.transaction(async (tx) => {
      const explaining: typeof tx = Object.assign(Object.create(tx), {
        execute: async (statement: ReturnType<typeof sql>) => {
          const [found] = await rows<Record<string, unknown>>(tx, sql`explain (analyze, buffers, format json) ${statement}`)
          plan = found?.['QUERY PLAN']
          return []
        },
      })
      await claimDue(explaining, 0, null, due, 128)
      times.push(Number(Object(Array.isArray(plan) ? plan[0] : undefined)['Execution Time']))
    })
  const text = JSON.stringify(plan ?? null)
  return {
    ms: times.toSorted((a, b) => a - b)[3] ?? Number.NaN,
    plan,
    byIndex: text.includes('cursors_wake_idx') && !text.includes('"Seq Scan"'),
  }
}

async function latenessOf({ driver: { db }, count }: Ground, expected: number): Promise<Lateness> {
  const deadline = performance.now() + (seconds + 90) * 1_000
  const woken = () => count(sql`select count(*)::int as n from workflows.steps where node_id = 'n2'`)
  while ((await woken()) < expected && performance.now() < deadline) await Bun.sleep(1_000)
  const [found] = await rows<{ n: number; early: number; runs: number; p50: number; p99: number; max: number }>(
    db,
    sql`select count(*)::int as n, count(distinct run_id)::int as runs, count(*) filter (where late < 0)::int as early,
          percentile_cont(0.5) within group (order by late)::float8 as p50, percentile_cont(0.99) within group (order by late)::float8 as p99, max(late)::float8 as max
        from (select run_id, extract(epoch from at - planned_at) * 1000 as late from workflows.steps where node_id = 'n2') steps`,
  )
  if (found === undefined || found.n !== expected || found.runs !== expected || found.early > 0)
    throw new Error(`of ${expected} timers ${found?.n} are on record, ${found?.early} of them early`)
  return found
}

async function dbosLateness(): Promise<Lateness> {
  const bare = await openBareGround()
  const engine = await startEngine([process.execPath, 'present-way/dbos.mjs'], bare.url)
  try {
    const { late } = await engine.order({ shape: 'sleepers', workflows: theirs, overMs: seconds * 500 })
    if (late.length !== theirs) throw new Error(`${late.length} of ${theirs} sleepers of DBOS woke`)
    const sorted = late.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99), max: at(1) }
  } finally {
    await engine.kill()
    await bare.drop()
  }
}
