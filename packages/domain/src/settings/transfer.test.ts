import { system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { admin, secondAdmin, useSettings, vendor } from './given.ts'
import { approveProposal, defineFlag, defineSetting, exportSettings, getSetting, importSettings, readMachine, setSetting } from './index.ts'

const { harness, as } = useSettings()
const reason = 'for this test'
const one = defineSetting({
  key: 'transfer-test.one',
  schema: z.int().min(1),
  default: 1,
  describe: 'A number',
  scopes: ['global', 'platform'],
  aliases: ['TRANSFER_ONE'],
})
const two = defineSetting({ key: 'transfer-test.two', schema: z.string(), default: 'a', describe: 'A word' })
const four = defineSetting({ key: 'transfer-test.four', schema: z.boolean(), default: false, describe: 'A choice', risk: 'four-eyes' })
defineFlag({
  key: 'transfer-test.flag',
  default: true,
  owner: 'transfer-test',
  expiresOn: '2026-12-31',
  killSwitch: true,
  clientVisible: false,
  aliases: ['ENABLE_TRANSFER'],
})

type Values = Parameters<typeof importSettings>[1]['values']
const bring = (values: Values, dryRun = false) => importSettings(as(admin), { values, dryRun, reason })
const outcomes = async (values: Values) => (await bring(values, true)).items.map(({ key, outcome }) => [key, outcome])

test('a dry run says what would come of each value and changes nothing', async () => {
  expect(
    await outcomes([
      { key: 'TRANSFER_ONE', value: 5 },
      { key: one.key, value: 6 },
      { key: one.key, scope: 'platform:mr-hire', value: 7 },
      { key: two.key, scope: 'platform:mr-hire', value: 'b' },
      { key: two.key, value: 5 },
      { key: four.key, value: true },
      { key: 'transfer-test.none', value: 1 },
    ]),
  ).toEqual([
    [one.key, 'change'],
    [one.key, 'invalid'],
    [one.key, 'change'],
    [two.key, 'invalid'],
    [two.key, 'invalid'],
    [four.key, 'needs-approval'],
    ['transfer-test.none', 'invalid'],
  ])
  expect(await getSetting(as(admin), { key: one.key })).toMatchObject({ value: 1, version: 0 })
})

test('an import is all or nothing; four-eyes settings are proposed; what is exported comes back the same', async () => {
  expect(
    await refusalOf(
      bring([
        { key: one.key, value: 5 },
        { key: two.key, value: 5 },
      ]),
    ),
  ).toBe('settings.invalid-value')
  expect((await getSetting(as(admin), { key: one.key })).version).toBe(0)
  const values = [
    { key: one.key, value: 5, baseVersion: 0 },
    { key: one.key, scope: 'platform:mr-hire' as const, value: 7 },
    { key: two.key, value: 'b' },
    { key: four.key, value: true },
  ]
  const done = await bring(values)
  expect(done).toMatchObject({ applied: 3, proposed: 1 })
  await approveProposal(as(secondAdmin), { proposalId: done.items[3]?.proposalId ?? '' })
  const exported = await exportSettings(as(admin), { domain: 'transfer-test' })
  expect(exported.values).toEqual([
    { key: four.key, scope: 'global', value: true },
    { key: one.key, scope: 'global', value: 5 },
    { key: one.key, scope: 'platform:mr-hire', value: 7 },
    { key: two.key, scope: 'global', value: 'b' },
  ])
  expect(new Set((await outcomes(exported.values)).map(([, outcome]) => outcome))).toEqual(new Set(['same']))
  expect(await refusalOf(bring([{ key: one.key, value: 9, baseVersion: 0 }]))).toBe('settings.stale')
})

test('taking settings out and bringing them in asks for an administrator who has just confirmed', async () => {
  expect(await refusalOf(exportSettings(harness.ctx(admin), {}))).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(importSettings(harness.ctx(admin), { values: [{ key: one.key, value: 2 }], reason }))).toBe(
    'request.fresh-sign-in-required',
  )
  expect(await refusalOf(exportSettings(as(someone('FINANCE')), {}))).toBe('request.forbidden')
})

test('another system reads by key or old name, with its scope and with nothing else', async () => {
  const read = (keys: string[], actor = vendor) => readMachine(harness.ctx(actor), { keys })
  expect((await read(['TRANSFER_ONE', one.key, 'ENABLE_TRANSFER'])).values).toEqual({
    TRANSFER_ONE: 5,
    [one.key]: 5,
    ENABLE_TRANSFER: true,
  })
  expect(await readMachine(harness.ctx(vendor, { platform: 'mr-hire' }), { keys: [one.key] })).toEqual({ values: { [one.key]: 7 } })
  expect(await refusalOf(read([one.key, 'transfer-test.none']))).toBe('settings.unknown-key')
  expect(await refusalOf(read([one.key], { kind: 'vendor', vendorId: 'v', keyId: 'k', scopes: [], mode: 'live' }))).toBe(
    'request.forbidden',
  )
  for (const actor of [admin, system('x')]) expect(await refusalOf(read([one.key], actor))).toBe('request.forbidden')
})

test('a thousand settings are imported in one transaction', async () => {
  const many = Array.from({ length: 1_000 }, (_, n) =>
    defineSetting({ key: `transfer-many.n-${n}`, schema: z.int(), default: 0, describe: 'A number' }),
  )
  const done = await bring(many.map(({ key }, n) => ({ key, value: n })))
  expect(done.applied).toBe(1_000)
  await setSetting(as(admin), { key: 'transfer-many.n-5', value: 1, baseVersion: 1, reason })
  expect(await outcomes(many.slice(0, 10).map(({ key }, n) => ({ key, value: n })))).toContainEqual(['transfer-many.n-5', 'change'])
})
