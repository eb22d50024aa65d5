import { rows, sql } from '@mas/db'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { admin, useSettings } from './given.ts'
import { defineFlag, defineSetting, killFlag, previewChange, setSetting } from './index.ts'

const { harness, as } = useSettings({ settingsInMemory: true })
const cap = defineSetting({ key: 'processes-test.default-daily-cap', schema: z.int().min(1), default: 40, describe: 'Calls a day' })
const flag = defineFlag({
  key: 'processes-test.flag',
  default: true,
  owner: 'processes-test',
  expiresOn: '2026-12-31',
  killSwitch: true,
  clientVisible: false,
})
const reason = 'for this test'
const Answer = z.object({ value: z.json(), killed: z.boolean(), revision: z.int(), fromMemory: z.boolean() })

interface Process {
  readonly name: string
  ask(): Promise<z.infer<typeof Answer>>
  stop(): Promise<void>
}
const processes: Process[] = []

beforeAll(async () => {
  processes.push(...(await Promise.all(['reader-api-1', 'reader-api-2', 'reader-worker'].map(start))))
})
afterAll(() => Promise.all(processes.map((one) => one.stop())))

async function start(name: string): Promise<Process> {
  const file = Bun.fileURLToPath(new URL('./fixtures/reader-process.ts', import.meta.url))
  const child = Bun.spawn([process.execPath, file, harness.databaseUrl, name], { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' })
  const lines = createInterface({ input: Readable.from(child.stdout) })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => JSON.parse(z.string().parse((await lines.next()).value))
  expect(await next()).toBe('ready')
  return {
    name,
    ask: async () => {
      await child.stdin.write(`${JSON.stringify({ key: cap.key, flag: flag.key })}\n`)
      await child.stdin.flush()
      return Answer.parse(await next())
    },
    stop: async () => {
      await child.stdin.end()
      await child.exited
    },
  }
}

/** Until every process reads it from memory; how fast that is, `bench/settings.ts` measures. */
async function untilEverywhere(holds: (answer: z.infer<typeof Answer>) => boolean): Promise<void> {
  const started = performance.now()
  for (;;) {
    const answers = await Promise.all(processes.map((one) => one.ask()))
    if (answers.every((one) => one.fromMemory && holds(one))) return
    if (performance.now() - started > 30_000) throw new Error(`not everywhere: ${JSON.stringify(answers)}`)
  }
}

test('a change, and a kill, come into the memory of every process', async () => {
  expect((await processes[0]?.ask())?.value).toBeNull()
  await setSetting(as(admin), { key: cap.key, value: 30, baseVersion: 0, reason })
  await untilEverywhere(({ value }) => value === 30)
  await killFlag(as(admin), { flag: flag.key, reason })
  await untilEverywhere(({ killed }) => killed)
})

test('a change by hand is, too', async () => {
  await rows(harness.runtime.driver.db, sql`update settings.values set value = '31', version = version + 1 where key = ${cap.key}`)
  await untilEverywhere(({ value }) => value === 31)
})

test('a process whose listener was cut reads the row at once, and memory again when it is back', async () => {
  const [cut] = processes
  await rows(
    harness.runtime.driver.db,
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${`${cut?.name}-listen`} and datname = current_database()`,
  )
  await setSetting(as(admin), { key: cap.key, value: 32, baseVersion: 2, reason })
  expect(await cut?.ask()).toMatchObject({ value: 32, fromMemory: false })
  await untilEverywhere(({ value }) => value === 32)
})

test('after every connection of the database was cut, all of them come back by themselves', async () => {
  await rows(
    harness.runtime.driver.db,
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'reader-%'`,
  )
  await setSetting(as(admin), { key: cap.key, value: 33, baseVersion: 3, reason })
  await untilEverywhere(({ value }) => value === 33)
})

test('operators see where each process reads', async () => {
  const { revision } = await previewChange(as(admin), { key: cap.key, value: 34 })
  for (;;) {
    const { readers } = await previewChange(as(admin), { key: cap.key, value: 34 })
    const ours = readers.filter(({ process: name }) => name.startsWith('reader-'))
    expect(ours.map(({ process: name }) => name)).toEqual(['reader-api-1', 'reader-api-2', 'reader-worker'])
    if (ours.every((one) => one.revision === revision && one.listening)) break
    await new Promise((resume) => setTimeout(resume, 200)) // a caller has a budget of calls a minute
  }
}, 180_000)
