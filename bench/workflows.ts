/**
 * The workflow engine: `MAS_TEST_DATABASE_URL=… bun bench/workflows.ts`. Steps of a chain of ten control nodes by wall clock and by CPU
 * of Postgres (its sessions of this database, read from /proc, so on the server's own Linux only), then the time of a claim beside few
 * and many sleepers. WORKFLOWS_BENCH_RUNS (5000), WORKFLOWS_BENCH_SLEEPERS (200000).
 */
import { readFile } from 'node:fs/promises'
import { rows, sql } from '@mas/db'
import { claimDue, insertRuns } from '@mas/db/workflows'
import { controlRound } from '@mas/domain/workflows'
import { newId, silentLog, system, systemClock } from '@mas/kernel'
import { openRuntime, type Runtime } from '@mas/platform'
import { declaredQueues, reconcileQueues } from '@mas/platform/queue'
import { withOwnDatabase } from './own-database.ts'

const serverUrl = Bun.env['MAS_TEST_DATABASE_URL']
if (serverUrl === undefined) throw new Error('MAS_TEST_DATABASE_URL is not set')
const people = Number(Bun.env['WORKFLOWS_BENCH_RUNS'] ?? 5_000)
const sleepers = Number(Bun.env['WORKFLOWS_BENCH_SLEEPERS'] ?? 200_000)
const branches = 8
const [control, batch] = [0, 128]
/** Ends a measured claim without keeping it. */
class Rolled extends Error {}

await withOwnDatabase(serverUrl, async (databaseUrl) => {
  const runtime = await openRuntime({
    databaseUrl,
    process: 'tool',
    poolSize: 8,
    log: silentLog,
    ports: noPorts(),
    secret: Buffer.alloc(32, 7).toString('base64'),
    publicUrl: 'http://localhost',
  })
  try {
    // Finished runs are told about: the dispatcher's queue must be there.
    await reconcileQueues(runtime.queue, declaredQueues([], []), silentLog)
    const workflowId = await publishChain(runtime)
    const [fsync] = await rows<{ fsync: string }>(runtime.driver.db, sql`select current_setting('fsync') as fsync`)
    await enrolAll(runtime, workflowId, people, systemClock.now())
    const [cpuBefore, from] = [await postgresCpuMs(runtime), performance.now()]
    const steps = await drive(runtime)
    const seconds = (performance.now() - from) / 1_000
    const cpuSeconds = ((await postgresCpuMs(runtime)) - cpuBefore) / 1_000
    const few = await claimMs(runtime, workflowId)
    await enrolAll(runtime, workflowId, sleepers, new Date(Date.now() + 30 * 86_400_000))
    await rows(runtime.driver.db, sql`vacuum analyze workflows.cursors`)
    const many = await claimMs(runtime, workflowId)
    console.table({
      steps: { value: steps },
      'steps per second': { value: Math.round(steps / seconds) },
      'steps per CPU second of Postgres': { value: cpuSeconds > 0 ? Math.round(steps / cpuSeconds) : 'unknown' },
      'claim of 128 beside nobody (ms, median)': { value: few.toFixed(2) },
      [`claim of 128 beside ${sleepers} sleepers (ms, median)`]: { value: many.toFixed(2) },
      'claim ratio (bar 1.5)': { value: (many / few).toFixed(2) },
      fsync: { value: fsync?.fsync ?? 'unknown' },
    })
    if (steps !== people * (branches + 2)) throw new Error(`measured ${steps} steps of ${people * (branches + 2)}`)
    process.exitCode = cpuSeconds > 0 && steps / cpuSeconds < 5_000 ? 1 : 0
  } finally {
    await runtime.close()
  }
})

async function drive(runtime: Runtime): Promise<number> {
  let steps = 0
  const loop = async () => {
    for (let idle = 0; idle < 3;) {
      const ctx = runtime.ctx(system('bench'), { requestId: 'bench' })
      const report = await controlRound(ctx, control, null, () => Promise.resolve())
      steps += report.steps
      idle = report.rows.length === 0 ? idle + 1 : 0
    }
  }
  await Promise.all([loop(), loop()])
  return steps
}

/** A claim is rolled back, so that the next one finds the same due cursors. */
async function claimMs(runtime: Runtime, workflowId: string): Promise<number> {
  await enrolAll(runtime, workflowId, 5_000, new Date(Date.now() - 1_000))
  await rows(runtime.driver.db, sql`vacuum analyze workflows.cursors`)
  const times: number[] = []
  for (let round = 0; round < 50; round++) {
    const undone = runtime.driver.transaction(async (tx) => {
      const from = performance.now()
      const claimed = await claimDue(tx, control, null, systemClock.now(), batch)
      times.push(performance.now() - from)
      if (claimed.length !== batch) throw new Error(`claimed ${claimed.length}`)
      throw new Rolled()
    })
    await undone.catch((thrown: unknown) => {
      if (!(thrown instanceof Rolled)) throw thrown
    })
  }
  await drive(runtime)
  return times.toSorted((a, b) => a - b)[25] ?? Number.NaN
}
async function publishChain(runtime: Runtime): Promise<string> {
  const id = newId()
  const when = { field: 'run.source', op: 'eq', value: 'demand' }
  const chain = Array.from({ length: branches }, (_, n) => {
    const next = n === branches - 1 ? 'end' : `b${n + 1}`
    return [`b${n}`, { type: 'branch', data: { branches: [{ handle: 'yes', when }] }, next: { yes: next, else: 'end' } }] as const
  })
  const nodes = {
    n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'b0' } },
    ...Object.fromEntries(chain),
    end: { type: 'exit', data: { outcome: 'done' }, next: {} },
  }
  const program = JSON.stringify({ schema: 1, subject: 'lead', nodes })
  const { db } = runtime.driver
  await rows(
    db,
    sql`insert into workflows.workflows (id, key, name, subject_type, draft, draft_layout, created_at, created_by, updated_at)
        values (${id}::uuid, 'bench', 'Bench', 'lead', '{}', '{}', now(), 'bench', now())`,
  )
  await rows(
    db,
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${id}::uuid, 1, ${program}::text::jsonb, '{}', repeat('0', 64), '{}', 'bench', now(), '')`,
  )
  await rows(db, sql`update workflows.workflows set status = 'active', active_version = 1 where id = ${id}::uuid`)
  return id
}

async function enrolAll(runtime: Runtime, workflowId: string, count: number, at: Date): Promise<void> {
  for (let done = 0; done < count; done += 5_000) {
    const chunk = Array.from({ length: Math.min(5_000, count - done) }, () => {
      const subject = newId()
      return {
        id: newId(),
        workflow_id: workflowId,
        version_n: 1,
        mutex_group: null,
        subject_type: 'lead',
        subject_id: subject,
        entry_key: subject,
        source: 'demand',
        source_ref: null,
        started_by: null,
        parent_run_id: null,
        parent_node_id: null,
        parent_epoch: null,
        depth: 0,
        causation: 0,
        node_id: 'n1',
        lane: control,
        vars: {},
      }
    })
    await runtime.driver.transaction((tx) => insertRuns(tx, chunk, at))
  }
}

/** User and system time of this database's sessions, in ticks of 10 ms. */
async function postgresCpuMs(runtime: Runtime): Promise<number> {
  const pids = await rows<{ pid: number }>(runtime.driver.db, sql`select pid from pg_stat_activity where datname = current_database()`)
  let total = 0
  for (const { pid } of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // another machine's, or gone
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    total += stat === '' ? 0 : (Number(fields[11]) + Number(fields[12])) * 10
  }
  return total
}

/** Nothing here reaches out, so no port is ever asked for. */
function noPorts(): never {
  return {} as never
}
