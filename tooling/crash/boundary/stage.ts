import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDatabase } from '@mas/db/backup'
import { reservePort, startPostgres, type EmbeddedPostgres } from '@mas/db/embedded'
import { migrate } from '@mas/db/migrate'
import pg from 'pg'
import { checkout } from '../../first-run/checkout.ts'
import { bundleTwin } from './bundle.ts'
import type { Database } from './flows.ts'
import type { Strike } from './orders.ts'
import type { StrikeAt } from './strike-at.ts'
import { openTwins, type Twins } from './twins.ts'

const home = join(checkout, '.mas', 'boundary')
/** Not a secret: of this harness only. */
const secret = Buffer.alloc(32, 11).toString('base64')

/** One Postgres, one sandbox, and a twin of API and worker that is started anew whenever it dies. */
export interface Stage extends Pick<Twins, 'serving' | 'deadSince' | 'strikes' | 'unexplained' | 'shut'> {
  readonly apiUrl: string
  readonly sandboxUrl: string
  /** The database at work. */
  database(): Database
  /** A copy of `from` (of nothing: a migrated, seeded one) becomes the database at work, and a twin starts on it. */
  open(database: string, from: string | undefined, at: StrikeAt, env?: Readonly<Record<string, string>>): Promise<void>
  /** Counting begins. */
  begin(): void
  drop(database: string): Promise<void>
  close(): Promise<void>
}

export async function openStage(strike: Strike, say: (line: string) => void): Promise<Stage> {
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const dataDir = join(home, 'postgres')
  // Where only twins die nothing of Postgres is lost with them, so it need not wait for a disk.
  const how = { dataDir, durability: strike === 'postgres' ? 'durable' : 'throwaway', maxConnections: 120 } as const
  let postgres: EmbeddedPostgres = await startPostgres(how)
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

  let database = ''
  const twins = openTwins({
    file: await bundleTwin(join(home, 'twin')),
    env: base,
    log: (line) => void log.write(`${line}\n`),
    onStrike: restartPostgres,
  })

  async function restartPostgres(): Promise<void> {
    const { port } = postgres
    process.kill(postgres.pid, 'SIGQUIT') // at once, as a power cut would
    await postgres.exited
    await postgres.stop()
    postgres = await startPostgres({ ...how, port })
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
  return {
    ...twins,
    apiUrl,
    sandboxUrl: `http://localhost:${sandboxPort}`,
    database: () => ({ url: urlOf(database), secret }),
    open: async (name, from, { nth, when }, own = {}) => {
      database = name
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
      await twins.keep({ nth, when, strike, env: { ...own, DATABASE_URL: urlOf(name) } })
    },
    begin: twins.tell,
    drop: (name) => onServer(`drop database if exists "${name}" with (force)`),
    close: async () => {
      await twins.shut()
      await twins.close()
      sandbox.kill('SIGTERM')
      await sandbox.exited
      await postgres.stop()
      await log.end()
      say('closed')
      // What the twins said stays for whoever has to find out.
      for (const folder of [dataDir, join(home, 'data')]) rmSync(folder, { recursive: true, force: true })
    },
  }
}
