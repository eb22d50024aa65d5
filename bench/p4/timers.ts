import { rows, sql } from '@mas/db'
import { claimDue } from '@mas/db/workflows'
import { scale, sized } from '../measure/scale.ts'
import { startEngine } from './child.ts'
import { openBareGround, openGround, publish, type Ground } from './ground.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { sleeper } from './programs.ts'
import { latenessOf, layDown, type Lateness } from './sleepers.ts'
import { underSnapshot, type Snapshot } from './snapshot.ts'

const asleep = sized({ quick: 50_000, standard: 100_000, full: 1_000_000 })
const perSecond = sized({ quick: 200, standard: 1_000 })
const seconds = sized({ quick: 3, standard: 20, full: 60 })
const theirs = sized({ quick: 200, standard: 500 })
const fewAsleep = 10_000
const idleSeconds = sized({ quick: 2, standard: 10 })

export interface Timers {
  readonly ours: Lateness
  /** With `--full` only: it takes ten minutes by the clock. */
  readonly snapshot: Snapshot | undefined
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
    const far = (people: number) => sql`now() + make_interval(secs => 3600 + 2592000.0 * n / ${people}::int)`
    const lie = async (people: number, due: ReturnType<typeof sql>) => {
      await layDown(ground, workflowId, people, due)
      for (const table of ['cursors', 'runs']) await rows(ground.driver.db, sql.raw(`analyze workflows.${table}`))
    }
    await lie(fewAsleep, far(fewAsleep))
    const few = await explainClaim(ground)
    await lie(asleep - fewAsleep, far(asleep - fewAsleep))
    const many = await explainClaim(ground)
    worker = await startEngine([process.execPath, 'worker.ts'], ground.url)
    const idleCpuMs = { none, asleep: await idle() }
    const woken = perSecond * seconds
    await lie(woken, sql`now() + make_interval(secs => 8 + n / ${perSecond}::float8)`)
    const ours = await latenessOf(ground, woken, (seconds + 90) * 1_000)
    const snapshot = scale === 'full' ? await underSnapshot(ground) : undefined
    const dbos = await dbosLateness()
    return {
      ours,
      snapshot,
      dbos,
      claimMs: { few: few.ms, many: many.ms },
      plan: many.plan,
      byIndex: many.byIndex,
      idleCpuMs,
      verified: [
        `${woken} timers of ours due, ${woken} steps on record, none early; ${asleep} still asleep`,
        `${theirs} timers of DBOS due, ${theirs} woke`,
        ...(snapshot?.verified ?? []),
      ],
      sizes: { asleep, perSecond, seconds, theirs },
    }
  } finally {
    await worker.kill()
    await ground.close()
  }
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
