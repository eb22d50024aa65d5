/** The supervisor behind `npm start`: Postgres, migrations, demo company, then API, worker and sandbox until Ctrl-C. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { holdLock, reservePort } from '@mas/db/embedded'
import { migrate } from '@mas/db/migrate'
import { checkout, local } from './checkout.ts'
import { readConfig, type Config } from './config.ts'
import { keepPostgres } from './keep-postgres.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import { readOrMakeSecret, readPorts, removeRunFile, runningApiUrl, writePorts, writeRunFile } from './local-state.ts'
import { progress } from './progress.ts'
import { listProviders, waitUntilReady } from './ready.ts'
import { hasSeed, seed } from './seed.ts'
import { summaryOf } from './summary.ts'
import { supervise, type Supervised } from './supervise.ts'

/** In the order of starting. The sandbox stops last: the others talk to it while they drain. */
const PROGRAMS = [
  { name: 'sandbox', file: 'packages/providers/src/sandbox/main.ts' },
  { name: 'api', file: 'apps/api/src/main.ts' },
  { name: 'worker', file: 'apps/worker/src/main.ts' },
].filter(({ file }) => existsSync(join(checkout, file)))

/** See compose.yaml: the collector's idea of this machine, so that the worker's garbage does not grow with it. */
const workerMemory = { BUN_JSC_forceRAMSize: String(320 * 1024 * 1024) }

const say = (line: string): void => console.log(`· ${line}`)

const serve = async (lifecycle: Lifecycle, config: Config): Promise<void> => {
  takeCheckout(lifecycle)
  const step = progress(3, 6)
  const remembered = readPorts()

  // The file of process ids is written once everything is up, and again whenever one of them is another.
  let tell = (): void => {}
  const postgres = config.databaseUrl
    ? undefined
    : await step(
        'Postgres',
        () =>
          keepPostgres({
            dataDir: local('postgres'),
            port: remembered.postgres,
            logFile: local('log', 'postgres.log'),
            say,
            onRestart: () => tell(),
            onLost: (error) => void fail(lifecycle, error),
          }),
        ({ port }) => ` on port ${port}`,
      )
  if (postgres) lifecycle.atEnd(postgres.stop)
  const databaseUrl = config.databaseUrl ?? postgres?.url ?? ''
  if (config.databaseUrl) await step('Postgres of DATABASE_URL', async () => undefined)

  await step('Migrations', () => migrate({ url: databaseUrl, log: () => undefined }))

  const api = await reservePort(config.port)
  const sandboxHttp = await reservePort(remembered.sandboxHttp ?? 3100)
  const sandboxSmtp = await reservePort(remembered.sandboxSmtp ?? 2525)
  const sandboxClamd = await reservePort(remembered.sandboxClamd ?? 3311)
  if (api.port !== config.port) say(`port ${config.port} is taken, so the API uses ${api.port}`)
  const apiUrl = `http://localhost:${api.port}`
  const sandboxUrl = `http://localhost:${sandboxHttp.port}`
  writePorts({
    ...remembered,
    ...(postgres ? { postgres: postgres.port } : {}),
    sandboxHttp: sandboxHttp.port,
    sandboxSmtp: sandboxSmtp.port,
    sandboxClamd: sandboxClamd.port,
  })

  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    PORT: String(api.port),
    MAS_PUBLIC_URL: process.env.MAS_PUBLIC_URL || apiUrl,
    SANDBOX_HTTP_PORT: String(sandboxHttp.port),
    SANDBOX_SMTP_PORT: String(sandboxSmtp.port),
    SANDBOX_CLAMD_PORT: String(sandboxClamd.port),
    SANDBOX_WEBHOOKS_URL: `${apiUrl}/webhooks`,
    MAS_DATA_DIR: process.env.MAS_DATA_DIR || local('data'),
    MAS_SECRET: process.env.MAS_SECRET || readOrMakeSecret(),
  }
  // Somebody's own database gets a demo company only when asked for.
  const demo = hasSeed() && (postgres !== undefined || process.env.MAS_DEMO === '1')
  await step(
    'Demo company',
    async () => (demo ? seed(env) : undefined),
    () => (demo ? '' : ': none in a database of yours; MAS_DEMO=1 fills it in'),
  )

  await Promise.all([api.release(), sandboxHttp.release(), sandboxSmtp.release(), sandboxClamd.release()])
  const children = new Map<string, Supervised>()
  let isReady = false
  const tellPids = (): void => {
    if (!isReady) return
    const pids = { supervisor: process.pid, ...(postgres ? { postgres: postgres.pid() } : {}), ...pidsOf(children) }
    writeRunFile({ apiUrl, databaseUrl, sandboxUrl, pids })
  }
  tell = tellPids
  await step(`Starting ${PROGRAMS.map(({ name }) => name).join(', ') || 'nothing: no program is there yet'}`, async () => {
    for (const { name, file } of PROGRAMS) {
      const child = supervise({
        name,
        command: [process.execPath, file],
        cwd: checkout,
        env: name === 'worker' ? { ...workerMemory, ...env } : env,
        logFile: local('log', `${name}.log`),
        say,
        onStart: tellPids,
      })
      children.set(name, child)
    }
    lifecycle.atEnd(async () => {
      await children.get('sandbox')?.stop()
    })
    lifecycle.atEnd(async () => {
      await Promise.all([children.get('api')?.stop(), children.get('worker')?.stop()])
    })
    if (children.has('api')) await waitUntilReady(apiUrl, lifecycle.isEnding)
  })
  if (lifecycle.isEnding()) return

  isReady = true
  tellPids()
  const summary = summaryOf({
    demo,
    places: [
      ...(children.has('api')
        ? [['API', apiUrl] as const, ['Reference', `${apiUrl}/reference/verbs (REST for vendors: ${apiUrl}/reference)`] as const]
        : []),
      ...(children.has('sandbox') ? [['Sandbox', `${sandboxUrl} (mail on port ${sandboxSmtp.port})`] as const] : []),
      ['Database', postgres ? `port ${postgres.port}; its URL is in .mas/run.json` : 'the one of DATABASE_URL'],
    ],
    providers: children.has('api') ? await listProviders(apiUrl) : [],
  })
  console.log(summary)
}

/** One system per checkout: two would work on the same data folder. */
const takeCheckout = (lifecycle: Lifecycle): void => {
  mkdirSync(local('log'), { recursive: true })
  mkdirSync(local('data'), { recursive: true })
  const lock = holdLock(local('serve.lock'))
  if (!lock) {
    const url = runningApiUrl()
    throw new Error(`This checkout is already running${url ? ` at ${url}` : ' (it is still starting)'}. Stop that one first.`)
  }
  removeRunFile()
  lifecycle.atEnd(() => {
    removeRunFile()
    lock.release()
  })
}

const pidsOf = (children: Map<string, Supervised>): Record<string, number> =>
  Object.fromEntries(
    [...children].flatMap(([name, child]) => {
      const pid = child.pid()
      return pid === undefined ? [] : [[name, pid]]
    }),
  )

const fail = async (lifecycle: Lifecycle, error: unknown): Promise<void> => {
  // Whatever breaks while we stop breaks because we stop.
  if (lifecycle.isEnding()) return
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  await lifecycle.end(1)
}

const lifecycle = createLifecycle(0)
try {
  await serve(lifecycle, readConfig(process.env))
} catch (error) {
  await fail(lifecycle, error)
}
