import { rows, sql } from '@mas/db'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { admin, useSettings } from './given.ts'
import {
  defineFlag,
  defineSetting,
  getTidyReport,
  listSettings,
  provideFlagFacts,
  pruneOrphan,
  readFlag,
  readSetting,
  setFlagRules,
  setSetting,
  settingsHealth,
} from './index.ts'

const { harness, as } = useSettings()
const db = () => harness.runtime.driver.db
const cap = defineSetting({ key: 'tables-test.cap', schema: z.int().min(1).max(100), default: 40, describe: 'A cap' })
const flag = defineFlag({
  key: 'tables-test.flag',
  default: false,
  owner: 'tables-test',
  expiresOn: '2026-12-31',
  killSwitch: true,
  clientVisible: false,
})
const reason = 'for this test'
const byHand = async (statement: ReturnType<typeof sql>) => refusalOf(rows(db(), statement))

test('history is never rewritten, and nothing with a version disappears', async () => {
  await setSetting(as(admin), { key: cap.key, value: 30, baseVersion: 0, reason })
  for (const statement of [
    sql`update settings.changes set reason = 'another one'`,
    sql`delete from settings.changes`,
    sql`truncate settings.changes cascade`,
    sql`delete from settings.values`,
    sql`delete from settings.revision`,
  ])
    expect(await byHand(statement)).not.toBe('nothing was refused')
  expect(await readSetting(harness.ctx(admin), cap)).toBe(30)
})

test('the database itself refuses one pair of eyes, two open proposals, a second change of a version, shares beyond the whole', async () => {
  const proposal = (id: number, state: string, approver: string | null) =>
    sql`insert into settings.proposals (id, key, scope, kind, value, base_version, reason, proposed_by, at, expires_at, body_mac, state, approver, decided_at)
        values (${`01990000-0000-7000-8000-00000000000${id}`}::uuid, 'tables-test.cap', 'global', 'set', '5', 1, 'a reason', 'user:a', now(), now() + interval '1 day', 'x', ${state},
          ${approver}, case when ${state} <> 'proposed' then now() end)`
  expect(await byHand(proposal(1, 'applied', 'user:a'))).toBe('settings.same-approver')
  expect(await byHand(proposal(2, 'proposed', null))).toBe('nothing was refused')
  expect(await byHand(proposal(3, 'proposed', null))).toBe('settings.proposal-open')
  expect(await byHand(proposal(4, 'applied', null))).not.toBe('nothing was refused')
  const change = sql`insert into settings.changes (id, key, new, base_version, reason, by, at) values (gen_random_uuid(), 'tables-test.cap', '1', 0, 'a reason', 'x', now())`
  expect(await byHand(change)).toBe('settings.stale')
  const rule = (position: number, outcome: string, bp: number | null) =>
    sql`insert into settings.flag_rules (id, flag, position, match, outcome, percent_bp) values (gen_random_uuid(), 'tables-test.flag', ${position}, '{}', ${outcome}, ${bp})`
  await setFlagRules(as(admin), { flag: flag.key, rules: [], baseVersion: 0, reason })
  expect(await byHand(rule(1, 'percent', 10_000))).toBe('nothing was refused')
  expect(await byHand(rule(1, 'on', null))).toBe('settings.rule-invalid')
  for (const bad of [rule(2, 'percent', 10_001), rule(2, 'percent', null), rule(2, 'on', 5), rule(0, 'on', null), rule(2, 'maybe', null)])
    expect(await byHand(bad)).not.toBe('nothing was refused')
})

test('a stored value that does not fit is passed over, and operators are told', async () => {
  const known = await setSetting(as(admin), { key: cap.key, value: 20, baseVersion: 1, reason })
  await rows(db(), sql`update settings.values set value = '"broken"' where key = ${cap.key}`)
  expect(await readSetting(harness.ctx(admin), cap)).toBe(40)
  expect((await settingsHealth(harness.ctx(admin))).ignored).toEqual([cap.key])
  expect((await getTidyReport(as(admin), {})).ignored).toEqual([cap.key])
  const { items } = await listSettings(as(admin), { domain: 'tables-test' })
  expect(items[0]).toMatchObject({ value: 40, source: 'default', ignored: true, version: known.version })
  await setSetting(as(admin), { key: cap.key, value: 21, baseVersion: known.version, reason })
  expect((await settingsHealth(harness.ctx(admin))).ignored).toEqual([])
})

test('rows without a definition are reported and can be pruned; what is defined cannot', async () => {
  await rows(
    db(),
    sql`insert into settings.values (key, scope, value, version, set_at) values ('tables-test.gone', 'global', '5', 1, now())`,
  )
  await rows(
    db(),
    sql`insert into settings.flags (flag, version, killed_at, killed_by, kill_reason) values ('tables-test.gone-flag', 1, now(), 'x', 'y')`,
  )
  expect((await getTidyReport(as(admin), {})).orphaned).toEqual(['tables-test.gone', 'tables-test.gone-flag'])
  expect(await refusalOf(pruneOrphan(as(admin), { key: cap.key, reason }))).toBe('settings.not-open')
  expect(await pruneOrphan(as(admin), { key: 'tables-test.gone', reason })).toMatchObject({ pruned: 1 })
  await pruneOrphan(as(admin), { key: 'tables-test.gone-flag', reason })
  expect(await refusalOf(pruneOrphan(as(admin), { key: 'tables-test.gone', reason }))).toBe('settings.unknown-key')
  expect((await getTidyReport(as(admin), {})).orphaned).toEqual([])
})

test('definitions that cannot be are refused where they are made', () => {
  const define = (more: object) => () =>
    defineSetting({ key: 'tables-test.other', schema: z.int().max(9), default: 5, describe: 'A number', ...more })
  expect(define({ key: cap.key })).toThrow('declared twice')
  expect(define({ default: 10 })).toThrow('does not fit')
  expect(define({ bounds: { min: 6 } })).toThrow('does not fit')
  expect(define({ key: 'NoKey' })).toThrow('is no key')
  expect(define({ aliases: [cap.key] })).toThrow('two settings')
  for (const expiresOn of ['', 'soon', '2026-13-01'])
    expect(() => defineFlag({ ...flag, key: 'tables-test.other-flag', expiresOn })).toThrow('expires')
})

test('what was written by hand, and history that was edited by a superuser, is told', async () => {
  const type = defineSetting({ key: 'tables-test.by-hand', schema: z.int(), default: 1, describe: 'A number' })
  const told = async () => (await getTidyReport(as(admin), {})).unexplained.filter((place) => place.startsWith(type.key))
  await setSetting(as(admin), { key: type.key, value: 2, baseVersion: 0, reason })
  expect(await told()).toEqual([])
  const asSuperuser = (statement: ReturnType<typeof sql>) =>
    harness.runtime.driver.transaction(async (tx) => {
      await rows(tx, sql`set local session_replication_role = 'replica'`)
      await rows(tx, statement)
    })
  for (const [edit, back] of [
    [
      sql`update settings.values set value = '9' where key = ${type.key}`,
      sql`update settings.values set value = '2' where key = ${type.key}`,
    ],
    [
      sql`update settings.changes set new = '9' where key = ${type.key}`,
      sql`update settings.changes set new = '2' where key = ${type.key}`,
    ],
    [
      sql`update settings.values set version = 4 where key = ${type.key}`,
      sql`update settings.values set version = 1 where key = ${type.key}`,
    ],
    [
      sql`update settings.changes set base_version = 7 where key = ${type.key}`,
      sql`update settings.changes set base_version = 0 where key = ${type.key}`,
    ],
  ] as const) {
    await asSuperuser(edit)
    expect(await told()).toEqual([type.key])
    await asSuperuser(back)
    expect(await told()).toEqual([])
  }
  await rows(db(), sql`update settings.values set value = '3', version = version + 1 where key = ${type.key}`)
  expect(await told()).toEqual([type.key])
  await setSetting(as(admin), { key: type.key, value: 4, baseVersion: 2, reason })
  expect(await told()).toEqual([])
})

test('a rule may name batches as soon as a domain knows them', async () => {
  const [batch, stranger] = ['01990000-0000-7000-8000-0000000000b1', '01990000-0000-7000-8000-0000000000b2']
  const student = someone('USER')
  provideFlagFacts({
    knownBatches: async (_ctx, ids) => new Set(ids.filter((id) => id === batch)),
    batchesOf: async (_ctx, userId) => (userId === student.userId ? [batch] : []),
  })
  const set = (ids: string[]) =>
    setFlagRules(as(admin), { flag: flag.key, rules: [{ match: { batchIds: ids }, outcome: 'on' }], baseVersion: 1, reason })
  expect(await refusalOf(set([batch, stranger]))).toBe('settings.rule-invalid')
  await set([batch])
  expect([await readFlag(harness.ctx(student), flag), await readFlag(harness.ctx(someone('USER')), flag)]).toEqual([true, false])
})
