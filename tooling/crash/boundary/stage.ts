import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDatabase } from '@mas/db/backup'
import { reservePort, startPostgres, type EmbeddedPostgres } from '@mas/db/embedded'
import { migrate } from '@mas/db/migrate'
import pg from 'pg'
import { checkout } from '../../first-run/checkout.ts'
import type { Database } from './flows.ts'
import type { StrikeAt } from './strike-at.ts'

export type Strike = 'kill' | 'postgres'
const home = join(checkout, '.mas', 'boundary')
/** Not a secret: of this harness only. */
const secret = Buffer.alloc(32, 11).toString('base64')

/** One Postgres, one sandbox, and a twin of API and worker that is started anew whenever it dies. */
export interface Stage {
  readonly apiUrl: string
  readonly sandboxUrl: string
  /** The database at work. */
  database(): Database
  /** A copy of `from` (of nothing: a migrated, seeded one) becomes the database at work, and a twin starts on it. */
  open(database: string, from: string | undefined, at: StrikeAt, strike: Strike, env?: Readonly<Record<string, string>>): Promise<void>
  /** Counting begins. */
  begin(): void
  /** Resolves when a twin is up, at once while one is: what is waited for until then says nothing about the product. */
  serving(): Promise<void>
  /** How often the twin or Postgres was struck since `open`. */
  strikes(): number
  /** Stops the twin, in good order, and leaves its database. */
  shut(): Promise<void>
  drop(database: string): Promise<void>
  close(): Promise<void>
}

export async function openStage(say: (line: string) => void): Promise<Stage> {
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const dataDir = join(home, 'postgres')
  let postgres: EmbeddedPostgres = await startPostgres({ dataDir, durability: 'durable', maxConnections: 120 })
  const ports = await Promise.all([reservePort(0), reservePort(0), reservePort(0)])
  const [apiPort = 0, sandboxPort = 0, smtpPort = 0] = ports.map(({ port }) => port)
  await Promise.all(ports.map(({ release }) => release()))
  const apiUrl = `http://localhost:${apiPort}`
  const urlOf = (database: string) => postgres.url.replace(/\/postgres$/, `/${database}`)
  const base = {
    ...process.env,
    MAS_SECRET: secret,
    MAS_PUBLIC_URL: apiUrl,
    MAS_DATA_DIR: join(home, 'data'),
    PORT: String(apiPort),
    TRUSTED_PROXIES: '1',
    LOG_LEVEL: 'warn',
    SANDBOX_HTTP_PORT: String(sandboxPort),
    SANDBOX_SMTP_PORT: String(smtpPort),
  }
  const log = Bun.file(join(home, 'twin.log')).writer()
  const sandbox = Bun.spawn([process.execPath, 'packages/providers/src/sandbox/main.ts'], {
    cwd: checkout,
    env: base,
    stdout: 'ignore',
    stderr: 'inherit',
  })

  let struck = 0
  let isOpen = false
  let database = ''
  let flowEnv: Readonly<Record<string, string>> = {}
  let twin: Bun.Subprocess<'pipe', 'pipe', 'inherit'> | undefined
  let running: Promise<void> = Promise.resolve()
  let up = Promise.withResolvers<void>()

  /** Starts a twin and goes on starting one whenever it dies, until the stage is shut; ready when the first one is. */
  function keep(at: StrikeAt, strike: Strike): Promise<void> {
    const ready = Promise.withResolvers<void>()
    isOpen = true
    running = (async () => {
      // Only the first one strikes: whoever takes over must be able to finish.
      for (let orders = { ...at, strike }; isOpen; orders = { ...orders, nth: 0 }) {
        up = Promise.withResolvers()
        twin = Bun.spawn([process.execPath, '--no-orphans', 'tooling/crash/boundary/twin.ts'], {
          cwd: checkout,
          env: { ...base, ...flowEnv, DATABASE_URL: urlOf(database), BOUNDARY: JSON.stringify(orders) },
          stdin: 'pipe',
          stdout: 'pipe',
          stderr: 'inherit',
        })
        await listen(twin, () => {
          ready.resolve()
          up.resolve()
        })
        await twin.exited
        if (isOpen) struck += 1
      }
    })()
    return Promise.race([
      ready.promise,
      running.then(() => Promise.reject(new Error('the twin never started; see .mas/boundary/twin.log'))),
    ])
  }

  async function listen(child: NonNullable<typeof twin>, ready: () => void): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        void log.write(`${line}\n`)
        if (line === 'ready') ready()
        if (line === 'strike') {
          struck += 1
          await restartPostgres()
          tell(child)
        }
      }
    }
  }

  async function restartPostgres(): Promise<void> {
    const { port } = postgres
    process.kill(postgres.pid, 'SIGQUIT') // at once, as a power cut would
    await postgres.exited
    await postgres.stop()
    postgres = await startPostgres({ dataDir, port, durability: 'durable', maxConnections: 120 })
    if (postgres.port !== port) throw new Error('the port of Postgres was taken meanwhile')
  }

  const onServer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  const shut = async (): Promise<void> => {
    isOpen = false
    twin?.kill('SIGKILL')
    await running
  }
  return {
    apiUrl,
    sandboxUrl: `http://localhost:${sandboxPort}`,
    database: () => ({ url: urlOf(database), secret }),
    open: async (name, from, at, strike, own = {}) => {
      flowEnv = own
      database = name
      struck = 0
      if (from === undefined) {
        await ensureDatabase(urlOf(name))
        await migrate({ url: urlOf(name) })
        const seed = Bun.spawnSync([process.execPath, 'tooling/seed/main.ts'], {
          cwd: checkout,
          env: { ...base, DATABASE_URL: urlOf(name), SANDBOX_HTTP_PORT: '', SANDBOX_SMTP_PORT: '' },
          stdout: 'ignore',
          stderr: 'inherit',
        })
        if (seed.exitCode !== 0) throw new Error('the demo company could not be made')
      } else await onServer(`create database "${name}" template "${from}"`)
      await keep(at, strike)
    },
    begin: () => {
      if (twin !== undefined) tell(twin)
    },
    serving: () => up.promise,
    strikes: () => struck,
    shut,
    drop: (name) => onServer(`drop database if exists "${name}" with (force)`),
    close: async () => {
      await shut()
      sandbox.kill('SIGTERM')
      await sandbox.exited
      await postgres.stop()
      await log.end()
      say('closed')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function tell(child: Bun.Subprocess<'pipe', 'pipe', 'inherit'>): void {
  void child.stdin.write('go\n')
  void child.stdin.flush()
}
