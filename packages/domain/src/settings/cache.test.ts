import { connect, rows, sql, type Driver } from '@mas/db'
import { inTx, query, silentLog, systemClock } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { afterEach, expect, test } from 'bun:test'
import { z } from 'zod'
import { openSettings, type OpenSettings } from './cache.ts'
import { admin, useSettings } from './given.ts'
import { defineSetting, readSetting, readSettings, setSetting } from './index.ts'

const { harness, as } = useSettings({ settingsInMemory: true })
const db = () => harness.runtime.driver.db
const cap = defineSetting({ key: 'cache-test.cap', schema: z.int().min(0), default: 0, describe: 'A number' })
const other = defineSetting({
  key: 'cache-test.other',
  schema: z.object({ list: z.array(z.int()) }),
  default: { list: [] },
  describe: 'A list',
})
const reason = 'for this test'
let version = 0
const set = async (value: number) => {
  await setSetting(as(admin), { key: cap.key, value, baseVersion: version, reason })
  version += 1
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})
async function another(compareEveryMs?: number, trust = true): Promise<{ settings: OpenSettings; driver: Driver }> {
  const driver = await connect({ url: harness.databaseUrl, poolSize: 2, applicationName: 'cache-test', statementTimeoutMs: 10_000 })
  const settings = await openSettings({
    driver,
    log: silentLog,
    process: 'cache-test',
    clock: systemClock,
    trust,
    ...(compareEveryMs !== undefined && { compareEveryMs }),
  })
  opened.push(driver, settings)
  return { settings, driver }
}
const valueIn = async (settings: OpenSettings) => {
  const pin = settings.pin()
  return (pin.now ?? (await pin.ask())).values.get(cap.key)?.value
}
const until = async (holds: () => Promise<boolean> | boolean) => {
  for (const started = performance.now(); performance.now() - started < 5_000; await rows(db(), sql`select 1 as turn`))
    if (await holds()) return true
  return false
}

test('who changed a setting reads it back at once, time after time', async () => {
  for (let n = 1; n <= 25; n++) {
    await set(n)
    expect(await readSetting(harness.ctx(admin), cap)).toBe(n)
  }
})

test('one verb reads one revision, however much changes meanwhile; the next verb reads the next one', async () => {
  const seen: number[] = []
  const look = query({
    verb: 'cache-test.look',
    summary: 'For this test.',
    permission: 'public',
    input: z.strictObject({}),
    output: z.object({}),
    run: async (ctx) => {
      for (const step of [0, 1, 2]) {
        seen.push(await readSetting(ctx, cap), (await readSettings(ctx, { cap })).cap)
        if (step < 2) await set(1_000 + version)
      }
      return {}
    },
  })
  const before = await readSetting(harness.ctx(admin), cap)
  await look(harness.ctx(admin), {})
  expect(new Set(seen)).toEqual(new Set([before]))
  expect(await readSetting(harness.ctx(admin), cap)).toBe(1_000 + version - 1)
})

test('a change that was rolled back is never read', async () => {
  const before = await readSetting(harness.ctx(admin), cap)
  await refusalOf(
    inTx(as(admin), async (t) => {
      await rows(t.tx, sql`update settings.values set value = '77', version = version + 1 where key = ${cap.key}`)
      throw new Error('undo')
    }),
  )
  expect(await refusalOf(setSetting(as(admin), { key: cap.key, value: 1, baseVersion: version + 5, reason }))).toBe('settings.stale')
  expect(await readSetting(harness.ctx(admin), cap)).toBe(before)
})

test('what memory holds cannot be changed by who reads it', async () => {
  await setSetting(as(admin), { key: other.key, value: { list: [1] }, baseVersion: 0, reason })
  const read = await readSetting(harness.ctx(admin), other)
  expect(() => read.list.push(2)).toThrow()
  expect(await readSetting(harness.ctx(admin), other)).toEqual({ list: [1] })
})

test('an announcement that was lost is found by the next compare', async () => {
  const { settings } = await another(50)
  expect(settings.pin().now).toBeDefined()
  await inTx(as(admin), async (t) => {
    await rows(t.tx, sql`set local session_replication_role = replica`)
    await rows(t.tx, sql`update settings.revision set revision = revision + 1`)
    await rows(
      t.tx,
      sql`update settings.values set value = '555', version = version + 1, revision = (select revision from settings.revision) where key = ${cap.key}`,
    )
  })
  version += 1
  expect(await until(() => settings.pin().now?.values.get(cap.key)?.value === 555)).toBe(true)
})

test('while the listener is down every verb asks the database, and trusts memory when everything was read again', async () => {
  const { settings } = await another()
  await rows(
    db(),
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cache-test-listen' and datname = current_database()`,
  )
  await set(600)
  expect(await valueIn(settings)).toBe(600)
  expect(settings.pin().now).toBeUndefined()
  expect(await until(() => settings.pin().now?.values.get(cap.key)?.value === 600)).toBe(true)
})

test('a database that was put back to an earlier state is read anew', async () => {
  const { settings } = await another(50)
  const [before] = await rows<{ revision: string }>(db(), sql`select revision::text as revision from settings.revision`)
  await inTx(as(admin), async (t) => {
    await rows(t.tx, sql`set local session_replication_role = replica`)
    await rows(t.tx, sql`update settings.revision set revision = 3`)
    await rows(t.tx, sql`update settings.values set value = '9', revision = 2 where key = ${cap.key}`)
  })
  expect(await until(() => settings.pin().now?.revision === 3)).toBe(true)
  expect(await valueIn(settings)).toBe(9)
  await rows(db(), sql`update settings.revision set revision = ${before?.revision ?? '0'}::bigint + 1`)
})

test('many verbs at once share one look, and none gets one that began before it asked', async () => {
  const { settings } = await another(undefined, false)
  const [row] = await rows<{ version: number }>(db(), sql`select version from settings.values where key = ${cap.key}`)
  version = row?.version ?? 0
  for (let n = 0; n < 20; n++) {
    const early = Promise.all(Array.from({ length: 10 }, () => valueIn(settings)))
    await set(10_000 + n)
    expect(await Promise.all(Array.from({ length: 10 }, () => valueIn(settings)))).toEqual(Array.from({ length: 10 }, () => 10_000 + n))
    await early
  }
})
