import { rows, sql } from '@mas/db'
import { anonymous, newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { bucketOf } from './flag-rules.ts'
import { admin, secondAdmin, useSettings } from './given.ts'
import {
  approveProposal,
  defineFlag,
  defineSetting,
  explainFlag,
  getHistory,
  getMyFlags,
  getTidyReport,
  killFlag,
  liftKill,
  listFlags,
  readFlag,
  setFlagOverride,
  setFlagRules,
  setSetting,
} from './index.ts'
import '../identity/index.ts'

const { harness, as, run } = useSettings()
const reason = 'for this test'
let made = 0
const define = (more: Partial<Parameters<typeof defineFlag>[0]> = {}) => {
  made += 1
  return defineFlag({
    key: `flags-test.f-${made}`,
    default: false,
    owner: 'flags-test',
    expiresOn: '2026-12-31',
    killSwitch: true,
    clientVisible: false,
    ...more,
  })
}
const rules = (flag: string, list: Parameters<typeof setFlagRules>[1]['rules'], baseVersion = 0) =>
  setFlagRules(as(admin), { flag, rules: list, baseVersion, reason })
const isOn = (flag: ReturnType<typeof define>, actor = someone('USER')) => readFlag(harness.ctx(actor), flag)

test('how many overrides a flag has is kept, whoever writes them and however many at once', async () => {
  const [flag, other] = [define(), define()]
  const counts = async () => {
    const { items } = await listFlags(as(admin), { limit: 100 })
    return [flag, other].map(({ key }) => items.find((item) => item.flag === key)?.overrides)
  }
  const people = Array.from({ length: 8 }, () => someone('USER').userId)
  const put = (userId: string, value: boolean | null) => setFlagOverride(as(admin), { flag: flag.key, userId, value, reason })
  await Promise.all(people.map((userId) => put(userId, true)))
  await Promise.all(people.slice(0, 3).map((userId) => put(userId, false)))
  await put(people[0] ?? '', null)
  expect(await counts()).toEqual([7, 0])
  await rows(harness.runtime.driver.db, sql`delete from settings.flag_overrides where flag = ${flag.key} and not value`)
  expect(await counts()).toEqual([5, 0])
  await rows(harness.runtime.driver.db, sql`truncate settings.flag_overrides`)
  expect(await counts()).toEqual([0, 0])
})

test('rules, overrides and kills hold at once, and each is explained', async () => {
  const flag = define()
  const person = someone('USER')
  const why = () => explainFlag(as(admin), { flag: flag.key, userId: person.userId })
  expect(await why()).toMatchObject({ value: false, because: { kind: 'default' } })
  await rules(flag.key, [
    { match: { roles: ['FINANCE'] }, outcome: 'on' },
    { match: {}, outcome: { percentBp: 10_000 } },
  ])
  expect([await isOn(flag, person), await isOn(flag, someone('FINANCE'))]).toEqual([true, true])
  expect(await why()).toMatchObject({
    value: true,
    because: { kind: 'percent', rule: 2, limit: 10_000, bucket: bucketOf(flag.key, person.userId) },
  })
  const until = new Date(harness.clock.now().getTime() + 60_000).toISOString()
  await setFlagOverride(as(admin), { flag: flag.key, userId: person.userId, value: false, until, reason })
  expect(await why()).toMatchObject({ value: false, because: { kind: 'override', until } })
  expect(await isOn(flag, person)).toBe(false)
  harness.clock.advance(60_000)
  expect(await isOn(flag, person)).toBe(true)
  expect(await killFlag(harness.ctx(admin), { flag: flag.key, reason })).toMatchObject({ state: 'applied', version: 3 })
  expect(await why()).toMatchObject({ value: false, because: { kind: 'killed' } })
  expect((await listFlags(as(admin), { killed: true })).items.map((one) => one.flag)).toContain(flag.key)
  expect(await liftKill(as(admin), { flag: flag.key, reason })).toMatchObject({ state: 'applied', version: 4 })
  expect(await isOn(flag, person)).toBe(true)
  await setFlagOverride(as(admin), { flag: flag.key, userId: person.userId, value: null, reason })
  expect((await getHistory(as(admin), { key: flag.key })).items.map(({ kind, version }) => [version, kind])).toEqual([
    [5, 'override'],
    [4, 'lift'],
    [3, 'kill'],
    [2, 'override'],
    [1, 'rules'],
  ])
})

test('rules that name an unknown role or batch are refused, and so is overwriting what one has not seen', async () => {
  const flag = define()
  expect(await refusalOf(rules(flag.key, [{ match: { roles: ['KING'] }, outcome: 'on' }]))).toBe('settings.rule-invalid')
  expect(await refusalOf(rules(flag.key, [{ match: { batchIds: [newId()] }, outcome: 'on' }]))).toBe('settings.rule-invalid')
  expect(await refusalOf(rules(flag.key, [{ match: {}, outcome: { percentBp: 10_001 } }]))).toBe('request.invalid')
  expect(await refusalOf(rules('flags-test.none', []))).toBe('settings.unknown-key')
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => refusalOf(rules(flag.key, [{ match: {}, outcome: 'on' }]))))
  expect(outcomes.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(outcomes.filter((one) => one === 'settings.stale')).toHaveLength(29)
})

test('one administrator kills a four-eyes flag; lifting the kill and new rules need two', async () => {
  const flag = define({ risk: 'four-eyes', default: true })
  expect(await killFlag(harness.ctx(admin), { flag: flag.key, reason })).toMatchObject({ state: 'applied' })
  expect(await isOn(flag)).toBe(false)
  const lift = await liftKill(as(admin), { flag: flag.key, reason })
  expect(lift).toMatchObject({ state: 'proposed' })
  expect(await isOn(flag)).toBe(false)
  expect(await refusalOf(approveProposal(as(admin), { proposalId: lift.proposalId ?? '' }))).toBe('settings.same-approver')
  expect(await refusalOf(rules(flag.key, [], 1))).toBe('settings.proposal-open')
  await approveProposal(as(secondAdmin), { proposalId: lift.proposalId ?? '' })
  expect(await isOn(flag)).toBe(true)
  const off = await rules(flag.key, [{ match: {}, outcome: 'off' }], 2)
  await killFlag(harness.ctx(admin), { flag: flag.key, reason })
  expect(await refusalOf(approveProposal(as(secondAdmin), { proposalId: off.proposalId ?? '' }))).toBe('settings.stale')
})

test('twenty parallel kills are one change', async () => {
  const flag = define()
  const answers = await Promise.all(Array.from({ length: 20 }, () => killFlag(harness.ctx(someone('ADMIN')), { flag: flag.key, reason })))
  expect(answers.filter(({ changeId }) => changeId !== null)).toHaveLength(1)
  expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]))
  const fixed = define({ killSwitch: false })
  expect(await refusalOf(killFlag(harness.ctx(admin), { flag: fixed.key, reason }))).toBe('settings.rule-invalid')
  expect(await refusalOf(killFlag(harness.ctx(someone('FINANCE')), { flag: flag.key, reason }))).toBe('request.forbidden')
  expect(await refusalOf(liftKill(as(admin), { flag: fixed.key, reason }))).toBe('settings.not-open')
})

test('a rule may ask for the domain of a proven mailbox', async () => {
  const flag = define()
  const [proven, claimed] = [newId(), newId()]
  await rows(
    harness.runtime.driver.db,
    sql`insert into identity.users (id, email, email_verified, email_verified_at, full_name, role, state, signup_platform, created_at, updated_at)
        select u.id::uuid, u.email, u.verified, case when u.verified then now() end, 'A', 'USER', 'active', 'mr-hire', now(), now()
        from (values (${proven}, 'a@mas.example', true), (${claimed}, 'b@mas.example', false)) u(id, email, verified)`,
  )
  await rules(flag.key, [{ match: { emailDomains: ['mas.example'] }, outcome: 'on' }])
  expect(await isOn(flag, someone('USER', { userId: proven }))).toBe(true)
  expect(await isOn(flag, someone('USER', { userId: claimed }))).toBe(false)
  expect(await explainFlag(as(admin), { flag: flag.key, userId: proven })).toMatchObject({
    value: true,
    because: { kind: 'rule', rule: 1 },
  })
})

test('clients see what is declared for them and nothing else', async () => {
  const shown = define({ clientVisible: true, default: true })
  const hidden = define()
  const word = defineSetting({
    key: 'flags-test.word',
    schema: z.string(),
    default: 'a',
    describe: 'A word',
    clientVisible: true,
    scopes: ['global', 'platform'],
  })
  await setSetting(as(admin), { key: word.key, scope: 'platform:mr-hire', value: 'b', baseVersion: 0, reason })
  const mine = (actor: Parameters<typeof harness.ctx>[0] = anonymous, facts = {}) => getMyFlags(harness.ctx(actor, facts), {})
  const answer = await mine()
  expect(answer).toMatchObject({ flags: { [shown.key]: true }, settings: { [word.key]: 'a' } })
  expect(Object.keys(answer.flags)).not.toContain(hidden.key)
  const visible = (await listFlags(as(admin), { limit: 500 })).items.filter((one) => one.clientVisible).map((one) => one.flag)
  expect(Object.keys(answer.flags).toSorted()).toEqual(visible.toSorted())
  expect((await mine(anonymous, { platform: 'mr-hire' })).settings[word.key]).toBe('b')
  expect((await mine()).etag).toBe(answer.etag)
  await rules(shown.key, [{ match: {}, outcome: { percentBp: 5_000 } }])
  const changed = await mine()
  expect(changed.etag).not.toBe(answer.etag)
  expect(changed.flags[shown.key]).toBe(false)
  const device = (deviceId: string) => mine(anonymous, { deviceId }).then(({ flags }) => flags[shown.key])
  for (const id of ['device-1', 'device-2', 'device-3', 'device-4']) expect(await device(id)).toBe(bucketOf(shown.key, id) < 5_000)
})

test('a flag past its day is reported and still works', async () => {
  const flag = define({ expiresOn: '2026-11-22', default: true })
  expect((await listFlags(as(admin), { state: 'stale' })).items.map((one) => one.flag)).toEqual([flag.key])
  expect((await getTidyReport(as(admin), {})).expiredFlags).toContain(flag.key)
  expect(await isOn(flag)).toBe(true)
  await run('settings.report-flags')
  expect(harness.logged()).toContain('settings and flags to tidy up')
})

test('overrides that have ended are forgotten by the sweep', async () => {
  const flag = define()
  const until = new Date(harness.clock.now().getTime() + 1_000).toISOString()
  await setFlagOverride(as(admin), { flag: flag.key, userId: newId(), value: true, until, reason })
  await setFlagOverride(as(admin), { flag: flag.key, userId: newId(), value: true, reason })
  harness.clock.advance(1_000)
  await run('settings.expire-proposals')
  const [view] = (await listFlags(as(admin), { limit: 500 })).items.filter((one) => one.flag === flag.key)
  expect(view?.overrides).toBe(1)
})
