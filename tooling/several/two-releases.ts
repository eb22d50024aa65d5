/**
 * `bun run releases [--before COMMIT] [--rounds N]`: a deploy. The release before runs on its own tables with people at
 * work; the present one migrates under it and serves beside it; then everybody works through both at once.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDatabase } from '@mas/db/backup'
import { startPostgres } from '@mas/db/embedded'
import { startSandbox } from '@mas/providers/sandbox'
import { openFindings } from '../crash/findings.ts'
import { printReport } from '../crash/report.ts'
import { checkout } from '../first-run/checkout.ts'
import { checkOut, commitBefore } from './release-before.ts'
import { startProcess, type Started } from './started.ts'
import { workThrough, type Release } from './work-through.ts'

const { values } = parseArgs({ options: { before: { type: 'string' }, rounds: { type: 'string', default: '6' } } })
const commit = commitBefore(values.before)
if (commit === undefined) {
  console.log('· no history here that knows a release before; nothing to prove')
  process.exit(0)
}
const home = join(checkout, '.mas', 'releases')
rmSync(home, { recursive: true, force: true })
mkdirSync(home, { recursive: true })
const before = checkOut(commit)
console.log(`· the release before is ${commit.slice(0, 10)}`)
const postgres = await startPostgres({ dataDir: join(home, 'postgres'), durability: 'durable', maxConnections: 120 })
const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0 })
const url = postgres.url.replace(/\/postgres$/, '/releases')
const env = {
  ...Bun.env,
  DATABASE_URL: url,
  DATABASE_POOL: '6',
  // Not a secret: of this run only.
  MAS_SECRET: Buffer.alloc(32, 9).toString('base64'),
  MAS_DATA_DIR: join(home, 'data'),
  PORT: '0',
  LOG_LEVEL: 'info',
  TRUSTED_PROXIES: '1',
  SANDBOX_HTTP_PORT: String(sandbox.httpPort),
  SANDBOX_SMTP_PORT: String(sandbox.smtpPort),
}
const running: Started[] = []

try {
  await ensureDatabase(url)
  await run(before.folder, 'packages/db/src/migrate/main.ts')
  await run(before.folder, 'tooling/seed/main.ts')
  const old = await release('before', before.folder)
  const findings = openFindings()
  const place = { findings, databaseUrl: url, sandboxUrl: sandbox.httpUrl }
  const rounds = Number(values.rounds)
  // People are at work while the tables change under the release that serves them.
  const during = workThrough(place, [old], rounds, 1)
  await run(checkout, 'packages/db/src/migrate/main.ts')
  console.log('· migrated while the release before was at work')
  const present = await release('present', checkout)
  await during
  await workThrough(place, [old, present], rounds, 1_001)
  process.exitCode = printReport(findings) ? 0 : 1
} finally {
  for (const one of running) one.process.kill('SIGKILL')
  await Promise.all(running.map((one) => one.process.exited))
  await sandbox.stop()
  await postgres.stop()
  before.remove()
  rmSync(home, { recursive: true, force: true })
}

async function run(folder: string, file: string): Promise<void> {
  const child = Bun.spawn([process.execPath, file], { cwd: folder, env, stdout: 'ignore', stderr: 'inherit' })
  if ((await child.exited) !== 0) throw new Error(`${file} of ${folder} failed`)
}

async function release(name: string, folder: string): Promise<Release> {
  const [api, worker] = [startProcess('apps/api/src/main.ts', env, folder), startProcess('apps/worker/src/main.ts', env, folder)]
  running.push(api, worker)
  const apiUrl = await api.line('api ready')
  await worker.line('worker ready')
  console.log(`· ${name} is up`)
  return { name, apiUrl }
}
