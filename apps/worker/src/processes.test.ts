import { fileURLToPath } from 'node:url'
import { rows, sql } from '@mas/db'
import { reservePort, startPostgres } from '@mas/db/embedded'
import { migrate } from '@mas/db/migrate'
import { insertEvents } from '@mas/db/events'
import { newId } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeBinary } from './node-binary.ts'

const harness = useHarness()
const checkout = fileURLToPath(new URL('../../../', import.meta.url))
const running = new Set<Started>()
afterEach(async () => {
  for (const one of running) {
    one.process.kill('SIGKILL')
    await one.process.exited
  }
  running.clear()
})

interface Started {
  readonly process: Bun.Subprocess
  /** Resolves with the fields of the first log line with this message. */
  line(message: string): Promise<Record<string, unknown>>
  output(): string
}

function start(command: readonly string[], more: Record<string, string> = {}): Started {
  const env = {
    ...Bun.env,
    DATABASE_URL: harness.databaseUrl,
    // Connections are opened all at once, and nothing here needs many.
    DATABASE_POOL: '4',
    MAS_SECRET: Buffer.alloc(32).toString('base64'),
    MAS_DATA_DIR: tmpdir(),
    PORT: '0',
    LOG_LEVEL: 'info',
    ...more,
  }
  const child = Bun.spawn([...command], { cwd: checkout, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  let output = ''
  let heard = () => {}
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true })
      heard()
    }
  }
  void Promise.all([read(child.stdout), read(child.stderr)])
  const find = (message: string) => output.split('\n').find((text) => text.includes(`"message":"${message}"`) && text.endsWith('}'))
  const started: Started = {
    process: child,
    output: () => output,
    line: async (message) => {
      for (;;) {
        const found = find(message)
        if (found !== undefined) return Object(JSON.parse(found))
        const ended = child.exitCode ?? child.signalCode
        if (ended !== null) throw new Error(`ended with ${ended} before "${message}":\n${output}`)
        await Promise.race([new Promise<void>((resolve) => (heard = resolve)), child.exited])
      }
    },
  }
  running.add(started)
  return started
}
const bun = process.execPath
const startApi = () => start([bun, 'apps/api/src/main.ts'])
const startWorker = () => start([bun, 'apps/worker/src/main.ts'])

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resume) => setTimeout(resume, 50))
}
const db = () => harness.runtime.driver.db
const isReady = (url: unknown) => async () => (await fetch(`${String(url)}/readyz`)).status === 200

/** An event whose dispatch job exists, as if a verb had just emitted it. */
async function emitOne(): Promise<string> {
  const id = newId()
  await harness.runtime.driver.transaction(async (tx) => {
    await insertEvents(tx, [{ id, name: 'test.happened', data: {}, actor: 'system:test', requestId: 'test', occurredAt: new Date() }])
    await rows(tx, sql`insert into pgboss.job (name, data) values ('events.dispatch', ${JSON.stringify({ eventIds: [id] })}::text::jsonb)`)
  })
  return id
}
const isDispatched = (id: string) => async () =>
  (await rows(db(), sql`select 1 from events.outbox where id = ${id}::uuid and dispatched_at is not null`)).length === 1

test('both processes survive the loss of every database connection, go on working, and end in good order when told to', async () => {
  const [api, worker] = [startApi(), startWorker()]
  const { url } = await api.line('api ready')
  await worker.line('worker ready')
  await until(isReady(url))
  await until(isDispatched(await emitOne()))

  for (let round = 0; round < 3; round++) {
    // Not those of this test: a session that is told to end lives on for a moment where processors are few, and would take a question of the test along.
    await rows(
      db(),
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name not like 'mas-test%'`,
    )
    const during = await fetch(`${String(url)}/trpc/settings.listSettings`)
    expect([401, 503], await during.text()).toContain(during.status)
    const id = await emitOne()
    await until(isDispatched(id))
    await until(isReady(url))
  }
  expect([api.process.exitCode, worker.process.exitCode]).toEqual([null, null])
  api.process.kill('SIGTERM')
  worker.process.kill('SIGTERM')
  const codes = await Promise.all([api.process.exited, worker.process.exited])
  expect({ codes, said: api.output() + worker.output() }).toMatchObject({ codes: [0, 0] })
})

test('while Postgres is down `/readyz` of both says 503 and `/healthz` 200, and when it is back both are ready again by themselves', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-restarted-'))
  const options = { dataDir: join(dataDir, 'postgres'), durability: 'durable', maxConnections: 100 } as const
  let postgres = await startPostgres(options)
  try {
    const { port, url: database } = postgres
    await migrate({ url: database })
    const { port: workerPort, release } = await reservePort(0)
    await release()
    const env = { DATABASE_URL: database, WORKER_PORT: String(workerPort) }
    const [api, worker] = [start([bun, 'apps/api/src/main.ts'], env), start([bun, 'apps/worker/src/main.ts'], env)]
    const { url } = await api.line('api ready')
    await worker.line('worker ready')
    const both = [String(url), `http://127.0.0.1:${workerPort}`]
    // A kept connection may be let go by its server between two questions: then it is asked again.
    const ask = (address: string) =>
      fetch(address, { headers: { connection: 'close' } }).then(
        ({ status }) => status,
        () => 0,
      )
    const answers = (path: string) => Promise.all(both.map((one) => ask(`${one}${path}`)))
    const say = (path: string, status: number) => until(async () => (await answers(path)).every((one) => one === status))
    await say('/readyz', 200)
    process.kill(postgres.pid, 'SIGQUIT') // at once, as a power cut would
    await postgres.exited
    await postgres.stop()
    await say('/readyz', 503)
    await say('/healthz', 200)
    postgres = await startPostgres({ ...options, port })
    expect(postgres.port).toBe(port)
    await say('/readyz', 200)
    expect([api.process.exitCode, worker.process.exitCode]).toEqual([null, null])
  } finally {
    for (const one of running) one.process.kill('SIGKILL')
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 180_000)

/** A job that a worker took before it was killed, and not the first one: its heartbeat would be missed in an hour. */
async function takenJob(): Promise<string> {
  const id = newId()
  await harness.runtime.driver.transaction(async (tx) => {
    await insertEvents(tx, [{ id, name: 'test.happened', data: {}, actor: 'system:test', requestId: 'test', occurredAt: new Date() }])
    await rows(
      tx,
      sql`insert into pgboss.job (name, data, state, started_on, heartbeat_on, heartbeat_seconds, expire_seconds, retry_limit, retry_count, retry_delay)
          values ('events.dispatch', ${JSON.stringify({ eventIds: [id] })}::text::jsonb, 'active', now(), now(), 3600, 3600, 8, 5, 60)`,
    )
  })
  return id
}

test('what a killed worker had in hand goes on as soon as its successor is up, but what a living one may have is left alone', async () => {
  const killed = await takenJob()
  await startWorker().line('worker ready')
  await until(isDispatched(killed))
  const taken = await takenJob()
  await startWorker().line('worker ready')
  await until(isDispatched(await emitOne()))
  expect(await isDispatched(taken)()).toBe(false)
})

test('the API makes the queues it needs, so it may start before any worker', async () => {
  await rows(db(), sql`select pgboss.delete_queue('webhooks.process')`)
  const { url } = await startApi().line('api ready')
  await until(isReady(url))
  expect(await rows(db(), sql`select 1 from pgboss.queue where name = 'webhooks.process'`)).toHaveLength(1)
})

test('SIGTERM while they are still starting ends both in good order too', async () => {
  const since = new Date().toISOString()
  const [api, worker] = [startApi(), startWorker()]
  await harness.runtime.driver.transaction(async (tx) => {
    await rows(tx, sql`lock table pgboss.queue in access exclusive mode`)
    // Those of the two: this process looks at its queues now and then as well.
    const held = () =>
      rows(
        db(),
        sql`select 1 from pg_locks l join pg_stat_activity a using (pid)
            where l.relation = 'pgboss.queue'::regclass and not l.granted and a.backend_start > ${since}::timestamptz`,
      )
    await until(async () => (await held()).length >= 2)
    api.process.kill('SIGTERM')
    worker.process.kill('SIGTERM')
  })
  await Promise.all([api.line('api drains'), worker.line('worker drains')])
  const codes = await Promise.all([api.process.exited, worker.process.exited])
  expect({ codes, said: api.output() + worker.output() }).toMatchObject({ codes: [0, 0] })
})

/** A verified person with this hash, and what a sign-in with a password answers at this API. */
async function person(passwordHash: string) {
  const [id, email] = [newId(), `${newId()}@example.in`]
  await rows(
    db(),
    sql`insert into identity.users (id, email, email_verified, email_verified_at, full_name, role, state, signup_platform, created_at, updated_at)
        values (${id}::uuid, ${email}, true, now(), 'Asha Rao', 'USER', 'active', 'mr-mentor', now(), now())`,
  )
  await rows(
    db(),
    sql`insert into identity.accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
        values (${newId()}::uuid, ${id}::uuid, 'credential', ${id}, ${passwordHash}, now(), now())`,
  )
  return {
    signIn: async (url: unknown, password: string): Promise<string> => {
      const answer = await fetch(`${String(url)}/trpc/identity.signIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: { email, password } }),
      })
      return (
        /"status":"([\w-]+)"|"code":"(identity[\w.-]+)"/
          .exec(await answer.text())
          ?.slice(1)
          .find(Boolean) ?? String(answer.status)
      )
    },
    hash: async () =>
      (await rows<{ password: string }>(db(), sql`select password from identity.accounts where user_id = ${id}::uuid`))[0]?.password ?? '',
  }
}

const node = await nodeBinary()
test.skipIf(node === undefined)(
  'the same API and worker run on Node: passwords are compared with hashes made by Bun and with migrated ones, and hashed anew so that Bun reads them',
  async () => {
    const command = [node ?? '', '--experimental-strip-types', '--no-warnings']
    const [api, worker] = [start([...command, 'apps/api/src/main.node.ts']), start([...command, 'apps/worker/src/main.ts'])]
    const { url } = await api.line('api ready')
    await worker.line('worker ready')
    await until(isReady(url))
    expect((await fetch(`${String(url)}/trpc/settings.listSettings`)).status).toBe(401)
    await until(isDispatched(await emitOne()))

    const password = 'violet tram over quiet hills'
    const ours = await person(await Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 }))
    expect(await ours.signIn(url, `${password}!`)).toBe('identity.credentials-invalid')
    expect(await ours.signIn(url, password)).toBe('code-required')
    const long = `${password} ${'and on '.repeat(12)}`
    const migrated = await person(await Bun.password.hash(Buffer.from(long).subarray(0, 72), { algorithm: 'bcrypt', cost: 10 }))
    expect(await migrated.signIn(url, password)).toBe('identity.credentials-invalid')
    expect(await migrated.signIn(url, long)).toBe('code-required')
    expect(await migrated.hash()).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect([await Bun.password.verify(long, await migrated.hash()), await Bun.password.verify(password, await migrated.hash())]).toEqual([
      true,
      false,
    ])
    for (const broken of ['$2b$10$not.a.hash', '$argon2id$garbage', 'nonsense'])
      expect(await (await person(broken)).signIn(url, password)).toBe('identity.credentials-invalid')

    api.process.kill('SIGTERM')
    worker.process.kill('SIGTERM')
    expect(await Promise.all([api.process.exited, worker.process.exited])).toEqual([0, 0])
  },
  180_000,
)
