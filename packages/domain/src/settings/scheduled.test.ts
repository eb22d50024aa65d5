import { rows, sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { admin, useSettings } from './given.ts'
import { cancelScheduled, defineSetting, getHistory, getSetting, getValueAt, readSetting, setSetting } from './index.ts'

const { harness, as, run } = useSettings()
const db = () => harness.runtime.driver.db
const reason = 'for this test'
const in_ = (ms: number) => new Date(harness.clock.now().getTime() + ms).toISOString()
const hour = 3_600_000
let made = 0
const number = () => {
  made += 1
  return defineSetting({ key: `scheduled-test.n-${made}`, schema: z.int().min(1), default: 1, describe: 'A number' })
}
const plan = async (key: string, value: number, effectiveFrom: string, baseVersion = 0) => {
  const outcome = await setSetting(as(admin), { key, value, baseVersion, reason, effectiveFrom })
  expect(outcome).toMatchObject({ state: 'scheduled', version: baseVersion, effectiveFrom })
  return outcome.changeId ?? ''
}

test('a planned change holds from its instant on, by its own job, and is applied once however many look', async () => {
  const n = number()
  const due = in_(hour)
  const id = await plan(n.key, 5, due)
  expect((await getSetting(as(admin), { key: n.key })).scheduled).toMatchObject([{ changeId: id, value: 5, dueAt: due }])
  await run('settings.apply-scheduled')
  expect(await readSetting(harness.ctx(admin), n)).toBe(1)
  harness.clock.set(due)
  await Promise.all(Array.from({ length: 10 }, () => run('settings.apply-scheduled')))
  const { ran, dead } = await harness.drain()
  expect([ran.includes('settings.apply-scheduled'), dead]).toEqual([true, []])
  expect(await getSetting(as(admin), { key: n.key })).toMatchObject({ value: 5, version: 1, scheduled: [], lastChange: { changeId: id } })
  expect((await getHistory(as(admin), { key: n.key })).items).toMatchObject([{ kind: 'schedule', changeId: id, effectiveFrom: due }])
})

test('changes of one instant are applied in the order they were made', async () => {
  const n = number()
  const due = in_(hour)
  for (const value of [5, 6, 7]) await plan(n.key, value, due)
  harness.clock.set(due)
  await Promise.all([run('settings.apply-scheduled'), run('settings.apply-scheduled'), run('settings.apply-scheduled')])
  expect((await getHistory(as(admin), { key: n.key })).items.map((one) => one.new)).toEqual([7, 6, 5])
  expect(await getValueAt(as(admin), { key: n.key, at: due })).toMatchObject({ value: 7, version: 3 })
})

test('a change applied late is effective from the instant of its application', async () => {
  const n = number()
  const due = in_(hour)
  await plan(n.key, 5, due)
  harness.clock.advance(3 * hour)
  const applied = harness.clock.now().toISOString()
  await run('settings.apply-scheduled')
  expect(await getValueAt(as(admin), { key: n.key, at: due })).toMatchObject({ value: 1, assumed: true })
  expect(await getValueAt(as(admin), { key: n.key, at: applied })).toMatchObject({ value: 5 })
})

test('a cancelled change never comes; of cancelling and applying one wins', async () => {
  const [n, m] = [number(), number()]
  const due = in_(hour)
  const [first, second] = [await plan(n.key, 5, due), await plan(m.key, 5, due)]
  expect(await cancelScheduled(as(admin), { changeId: first })).toMatchObject({ state: 'cancelled', key: n.key })
  expect(await refusalOf(cancelScheduled(as(admin), { changeId: first }))).toBe('settings.not-open')
  expect(await refusalOf(cancelScheduled(harness.ctx(admin), { changeId: second }))).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(cancelScheduled(as(admin), { changeId: '01990000-0000-7000-8000-000000000000' }))).toBe('settings.not-found')
  harness.clock.set(due)
  const [outcome] = await Promise.all([refusalOf(cancelScheduled(as(admin), { changeId: second })), run('settings.apply-scheduled')])
  expect(await readSetting(harness.ctx(admin), n)).toBe(1)
  expect(await readSetting(harness.ctx(admin), m)).toBe(outcome === 'nothing was refused' ? 1 : 5)
})

test('what no longer fits when its time comes is cancelled with the reason, and holds nobody up', async () => {
  const [n, m] = [number(), number()]
  const due = in_(hour)
  const [first] = [await plan(n.key, 5, due), await plan(m.key, 6, due)]
  await rows(db(), sql`update settings.scheduled set value = '0' where id = ${first}::uuid`)
  harness.clock.set(due)
  await run('settings.apply-scheduled')
  const [row] = await rows<{ state: string; outcome: string }>(
    db(),
    sql`select state, outcome from settings.scheduled where id = ${first}::uuid`,
  )
  expect(row).toEqual({ state: 'cancelled', outcome: 'the value does not fit any more' })
  expect([await readSetting(harness.ctx(admin), n), await readSetting(harness.ctx(admin), m)]).toEqual([1, 6])
})

test('a direct change does not keep a planned one from coming', async () => {
  const n = number()
  const due = in_(hour)
  await plan(n.key, 5, due)
  await setSetting(as(admin), { key: n.key, value: 9, baseVersion: 0, reason })
  harness.clock.set(due)
  await run('settings.apply-scheduled')
  expect(await getSetting(as(admin), { key: n.key })).toMatchObject({ value: 5, version: 2 })
})
