import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDatabase } from '@mas/db/backup'
import { reservePort } from '@mas/db/embedded'
import { afterAll, expect, test } from 'bun:test'
import pg from 'pg'
import { buildStages, onlyBun } from './build-stages.ts'
import { readCompose } from './read-compose.ts'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'mas-image-'))
const database = new URL(Bun.env['MAS_TEST_DATABASE_URL'] ?? 'postgres://unset')
database.pathname = `/test_image_${crypto.randomUUID().replaceAll('-', '')}`
const given = { POSTGRES_PASSWORD: 'unused', MAS_SECRET: Buffer.alloc(32, 9).toString('base64') }

const started: ChildProcess[] = []

afterAll(async () => {
  // A failure in mid-test must not leave an API and a worker behind.
  for (const child of started) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
  const server = new URL(database)
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  await client.query(`drop database if exists ${database.pathname.slice(1)} with (force)`)
  await client.end()
}, 180_000)

test('compose has Postgres as its only server, waits for it and for the migrations, and says which secrets it needs', () => {
  const { services } = readCompose(join(checkout, 'compose.yaml'), given)
  expect(Object.entries(services).map(([name, { image }]) => `${name}: ${image}`)).toEqual([
    'postgres: postgres:18',
    'migrate: mas',
    'api: mas',
    'worker: mas',
  ])
  expect(services['migrate']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } })
  for (const name of ['api', 'worker'])
    expect(services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } })
  for (const missing of ['POSTGRES_PASSWORD', 'MAS_SECRET']) {
    const others = Object.fromEntries(Object.entries(given).filter(([name]) => name !== missing))
    expect(() => readCompose(join(checkout, 'compose.yaml'), others)).toThrow(missing)
  }
})

test('the image, built step by step in an empty folder, migrates, serves, works, says it is healthy and stops on SIGTERM', async () => {
  const image = buildStages(checkout, scratch)
  const { services } = readCompose(join(checkout, 'compose.yaml'), given)
  expect([...image.cmd]).toEqual(services['api']?.command ?? [])
  await ensureDatabase(database.href)
  const cwd = join(image.root, image.workdir)
  const [api, worker] = [await reservePort(0), await reservePort(0)]
  await Promise.all([api.release(), worker.release()])
  const env = (name: string) => ({
    ...onlyBun(scratch),
    ...image.env,
    ...services[name]?.environment,
    DATABASE_URL: database.href,
    MAS_DATA_DIR: join(scratch, 'data'),
    PORT: String(api.port),
    WORKER_PORT: String(worker.port),
  })
  const [, ...words] = services['migrate']?.command ?? []
  const migrated = spawnSync(process.execPath, words, { cwd, env: env('migrate'), encoding: 'utf8' })
  expect({ status: migrated.status, said: migrated.stderr }).toEqual({ status: 0, said: '' })

  const running = ['api', 'worker'].map((name) => {
    const [, ...rest] = services[name]?.command ?? []
    const log = join(scratch, `${name}.log`)
    const child = spawn(process.execPath, rest, { cwd, env: env(name), stdio: ['ignore', 'pipe', 'pipe'] })
    started.push(child)
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    for (const stream of [child.stdout, child.stderr]) stream.pipe(createWriteStream(log, { flags: 'a' }))
    return { name, child, ended, log }
  })
  for (const { name, log, child } of running) {
    const [, , ...rest] = services[name]?.healthcheck?.test ?? []
    const healthy = () => spawnSync(process.execPath, rest, { cwd, env: env(name) }).status === 0
    let isHealthy = healthy()
    for (; !isHealthy && child.exitCode === null && child.signalCode === null; isHealthy = healthy()) await Bun.sleep(250)
    if (!isHealthy) throw new Error(`${name} never became healthy\n${readFileSync(log, 'utf8').slice(-3000)}`)
  }
  for (const { child } of running) child.kill('SIGTERM')
  for (const { name, ended, log } of running)
    expect({ name, code: await ended, said: readFileSync(log, 'utf8').slice(-3000) }).toMatchObject({ name, code: 0 })
}, 180_000)
