import { inTx } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { listEntries } from '../audit/index.ts'
import { defineSetting, listSettings, readSetting, readSettings, setSetting } from './index.ts'

const harness = useHarness()
const cap = defineSetting({ key: 'test.cap', schema: z.int().min(1).max(100), default: 40, describe: 'Calls a day' })
const admin = someone('ADMIN')
const set = (value: z.core.util.JSONType, baseVersion: number) =>
  setSetting(harness.ctx(admin), { key: 'test.cap', value, baseVersion, reason: 'fewer calls' })

test('a changed setting is in force for the next read, with history and audit', async () => {
  expect(await readSetting(harness.ctx(admin), cap)).toBe(40)
  expect(await set(30, 0)).toMatchObject({ value: 30, version: 1 })
  expect(await inTx(harness.ctx(admin), (t) => readSetting(t, cap))).toBe(30)
  expect(await readSettings(harness.ctx(admin), { cap })).toEqual({ cap: 30 })
  const listed = await listSettings(harness.ctx(admin), { domain: 'test' })
  expect(listed.items).toMatchObject([{ key: 'test.cap', value: 30, default: 40, describe: 'Calls a day', version: 1, source: 'global' }])
  const { items } = await listEntries(harness.ctx(admin), { subjectType: 'setting', subjectId: 'test.cap' })
  expect(items[0]).toMatchObject({ before: { value: 40 }, after: { value: 30 }, reason: 'fewer calls' })
})

test('of twenty parallel changes from one version exactly one is applied', async () => {
  const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => refusalOf(set(n + 1, 1))))
  expect(codes.filter((code) => code === 'settings.stale')).toHaveLength(19)
})

test('values outside the bounds, of the wrong type or for unknown keys are refused', async () => {
  expect(await refusalOf(set(0, 2))).toBe('settings.invalid-value')
  expect(await refusalOf(set('30', 2))).toBe('settings.invalid-value')
  expect(await refusalOf(setSetting(harness.ctx(admin), { key: 'test.none', value: 1, baseVersion: 0, reason: 'fewer calls' }))).toBe(
    'settings.unknown-key',
  )
})
