import { fileURLToPath } from 'node:url'
import { tmpdir } from 'node:os'
import { rows, sql } from '@mas/db'
import { insertRuns } from '@mas/db/workflows'
import { newId } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterEach, expect, test } from 'bun:test'

const harness = useHarness()
const checkout = fileURLToPath(new URL('../../../../', import.meta.url))
const running = new Set<Bun.Subprocess>()
afterEach(async () => {
  for (const one of running) {
    one.kill('SIGKILL')
    await one.exited
  }
  running.clear()
})
const db = () => harness.runtime.driver.db
const later = (ms: number) => new Promise((resume) => setTimeout(resume, ms))
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await later(50)
}

async function startWorker(): Promise<Bun.Subprocess> {
  const child = Bun.spawn([process.execPath, 'apps/worker/src/main.ts'], {
    cwd: checkout,
    env: {
      ...Bun.env,
      DATABASE_URL: harness.databaseUrl,
      DATABASE_POOL: '4',
      MAS_SECRET: Buffer.alloc(32).toString('base64'),
      MAS_DATA_DIR: tmpdir(),
      LOG_LEVEL: 'info',
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  running.add(child)
  let heard = ''
  const reader = child.stdout.getReader()
  const decoder = new TextDecoder()
  while (!heard.includes('stepper ready')) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the worker ended:\n${heard}`)
    heard += decoder.decode(value)
  }
  void (async () => {
    while (!(await reader.read()).done);
  })()
  return child
}

/** A journey of people nobody knows: a timer, a step of another domain (which refuses), another timer, the end. */
async function journey(people: number, waits: readonly string[]): Promise<string> {
  const id = newId()
  const program = {
    schema: 1,
    subject: 'lead',
    nodes: {
      n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
      n2: { type: 'wait-until', data: { at: waits[0] }, next: { next: 'n3' } },
      n3: { type: 'tag', data: { tag: 'none' }, next: { done: 'n4', refused: 'n4' } },
      n4: { type: 'wait-until', data: { at: waits[1] }, next: { next: 'n9' } },
      n9: { type: 'exit', data: { outcome: 'done' }, next: {} },
    },
  }
  await rows(
    db(),
    sql`insert into workflows.workflows (id, key, name, subject_type, draft, draft_layout, created_at, created_by, updated_at)
        values (${id}::uuid, ${id}, 'Journey', 'lead', '{}', '{}', now(), 'test', now())`,
  )
  await rows(
    db(),
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${id}::uuid, 1, ${JSON.stringify(program)}::text::jsonb, '{}', repeat('0', 64), '{}', 'test', now(), '')`,
  )
  await rows(db(), sql`update workflows.workflows set status = 'active', active_version = 1 where id = ${id}::uuid`)
  await harness.runtime.driver.transaction(async (tx) => {
    await insertRuns(
      tx,
      Array.from({ length: people }, () => {
        const subject = newId()
        return {
          id: newId(),
          workflow_id: id,
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
          lane: 0,
          vars: {},
        }
      }),
      new Date(),
    )
    await rows(tx, sql`select pg_notify('workflows', '')`)
  })
  return id
}
const finished = async (id: string) => {
  const [row] = await rows<{ n: number }>(
    db(),
    sql`select count(*)::int as n from workflows.runs where workflow_id = ${id}::uuid and state = 'finished'`,
  )
  return row?.n ?? 0
}

test('runs of a worker that is killed are moved on by another within ten seconds, each step once', async () => {
  const people = 60
  const [one] = [await startWorker(), await startWorker()]
  const id = await journey(people, [new Date(Date.now() + 1_500).toISOString(), new Date(Date.now() + 4_000).toISOString()])
  await later(1_700)
  one?.kill('SIGKILL')
  await until(async () => (await finished(id)) === people)
  const steps = await rows<{ runs: number; steps: number; early: number; doubled: number; late: number }>(
    db(),
    sql`select count(distinct run_id)::int as runs, count(*)::int as steps, count(*) filter (where at < planned_at)::int as early,
          (count(*) - count(distinct (run_id, node_id)))::int as doubled,
          count(*) filter (where node_id = 'n2' and at > planned_at + interval '10 seconds')::int as late from workflows.steps`,
  )
  expect(steps).toEqual([{ runs: people, steps: people * 5, early: 0, doubled: 0, late: 0 }])
}, 180_000)

test('a worker that is told to stop finishes what it holds and leaves no trace of its loops', async () => {
  const worker = await startWorker()
  const id = await journey(50, [new Date(Date.now() - 1_000).toISOString(), new Date(Date.now() - 1_000).toISOString()])
  await until(async () => (await finished(id)) === 50)
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(0)
  // Those of workers that other tests killed are found and cleared by whoever is alive.
  expect(await rows(db(), sql`select 1 from workflows.steppers where process like ${`%:${worker.pid}`}`)).toEqual([])
}, 180_000)

test('a worker that freezes loses what it held, and doubles nothing when it wakes', async () => {
  const people = 60
  const [frozen] = [await startWorker(), await startWorker()]
  const id = await journey(people, [new Date(Date.now() + 1_000).toISOString(), new Date(Date.now() + 2_000).toISOString()])
  await later(1_100)
  frozen?.kill('SIGSTOP')
  await until(async () => (await finished(id)) === people)
  frozen?.kill('SIGCONT')
  await later(1_000)
  const [steps] = await rows<{ steps: number; doubled: number; late: number }>(
    db(),
    sql`select count(*)::int as steps, (count(*) - count(distinct (run_id, node_id)))::int as doubled,
          count(*) filter (where node_id = 'n2' and at > planned_at + interval '20 seconds')::int as late
        from workflows.steps where run_id in (select id from workflows.runs where workflow_id = ${id}::uuid)`,
  )
  expect(steps).toEqual({ steps: people * 5, doubled: 0, late: 0 })
}, 180_000)
