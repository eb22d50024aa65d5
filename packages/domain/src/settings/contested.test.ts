import { rows, sql } from '@mas/db'
import { system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { applyScheduled } from './apply-scheduled.ts'
import { expireProposals } from './expire-proposals.ts'
import { admin, secondAdmin, useSettings } from './given.ts'
import {
  approveProposal,
  cancelScheduled,
  defineFlag,
  defineSetting,
  getHistory,
  getSetting,
  importSettings,
  killFlag,
  listFlags,
  listProposals,
  rejectProposal,
  setFlagRules,
  setSetting,
} from './index.ts'

const { harness, as } = useSettings()
const db = () => harness.runtime.driver.db
const reason = 'for this test'
const worker = () => harness.ctx(system('test'))
let made = 0
const define = (more: { risk?: 'free' | 'four-eyes'; key?: `${string}.${string}` } = {}) => {
  made += 1
  return defineSetting({ key: `contested.n-${made}`, schema: z.int().min(1).max(1_000), default: 40, describe: 'A number', ...more })
}
const nothing = 'nothing was refused'
const proposalsOf = async (key: string) => (await listProposals(as(admin), { limit: 100 })).items.filter((one) => one.key === key)
const versionsOf = async (key: string) =>
  (await rows<{ v: number }>(db(), sql`select base_version as v from settings.changes where key = ${key} order by 1`)).map(({ v }) => v)

test('one person proposes and approves in no way: not from another session, with another role, through an old name, by an import or a revert', async () => {
  made += 1
  const type = defineSetting({
    key: `finance.contested-${made}`,
    schema: z.int(),
    default: 1,
    describe: 'Paise',
    risk: 'four-eyes',
    aliases: [`contested_${made}`],
  })
  const finance = someone('FINANCE')
  const risen = someone('ADMIN', { userId: finance.userId })
  const own = await setSetting(as(finance), { key: type.key, value: 2, baseVersion: 0, reason })
  expect(await refusalOf(approveProposal(as(risen), { proposalId: own.proposalId ?? '' }))).toBe('settings.same-approver')
  expect(await refusalOf(approveProposal(as(finance), { proposalId: own.proposalId ?? '' }))).toBe('request.forbidden')
  const behind = { ...someone('ADMIN'), via: finance.userId }
  expect(await refusalOf(approveProposal(as(behind), { proposalId: own.proposalId ?? '' }))).toBe('settings.same-approver')
  const inside = { ...secondAdmin, mode: 'break-glass' as const }
  expect(await refusalOf(approveProposal(as(inside), { proposalId: own.proposalId ?? '' }))).toBe('identity.break-glass-denied')
  await rejectProposal(as(risen), { proposalId: own.proposalId ?? '' })
  const old = await setSetting(as(admin), { key: `contested_${made}`, value: 3, baseVersion: 0, reason })
  expect(old).toMatchObject({ state: 'proposed', key: type.key })
  expect(
    await refusalOf(approveProposal(as({ ...admin, sessionId: someone('ADMIN').sessionId }), { proposalId: old.proposalId ?? '' })),
  ).toBe('settings.same-approver')
  await rejectProposal(as(admin), { proposalId: old.proposalId ?? '' })
  const { items } = await importSettings(as(admin), { values: [{ key: `contested_${made}`, value: 4 }], dryRun: false, reason })
  const proposalId = items[0]?.proposalId ?? ''
  expect(await refusalOf(approveProposal(as(admin), { proposalId }))).toBe('settings.same-approver')
  expect(await approveProposal(as(secondAdmin), { proposalId })).toMatchObject({ state: 'applied', value: 4, version: 1 })
  expect(await versionsOf(type.key)).toEqual([0])
})

test('approvals, rejections, a withdrawal, the sweep and an import at once: one outcome, and the history has no gap', async () => {
  for (let round = 0; round < 6; round++) {
    const type = define({ risk: 'four-eyes' })
    const { proposalId } = await setSetting(as(admin), { key: type.key, value: 50, baseVersion: 0, reason })
    const outcomes = await Promise.all([
      ...Array.from({ length: 6 }, (_, n) =>
        refusalOf(
          n % 2 === 0
            ? approveProposal(as(someone('ADMIN')), { proposalId: proposalId ?? '' })
            : rejectProposal(as(someone('ADMIN')), { proposalId: proposalId ?? '' }),
        ),
      ),
      refusalOf(rejectProposal(as(admin), { proposalId: proposalId ?? '', reason: 'taken back' })),
      refusalOf(expireProposals(worker())),
      refusalOf(importSettings(as(secondAdmin), { values: [{ key: type.key, value: 60 }], dryRun: false, reason })),
    ])
    const [decided] = (await proposalsOf(type.key)).filter((one) => one.proposalId === proposalId)
    expect(['applied', 'rejected']).toContain(decided?.state ?? '')
    expect(outcomes.slice(0, 7).filter((one) => one === nothing)).toHaveLength(1)
    expect(outcomes.slice(0, 7).filter((one) => one === 'settings.not-open')).toHaveLength(6)
    expect([nothing, 'settings.proposal-open']).toContain(outcomes[8] ?? '')
    const { version, value } = await getSetting(as(admin), { key: type.key })
    expect([version, value]).toEqual(decided?.state === 'applied' ? [1, 50] : [0, 40])
    expect(await versionsOf(type.key)).toEqual(version === 0 ? [] : [0])
    expect((await proposalsOf(type.key)).filter((one) => one.state === 'proposed').length).toBeLessThanOrEqual(1)
  }
})

test('an import of many and single changes of the same settings at once: all of the import or nothing of it', async () => {
  const types = Array.from({ length: 8 }, () => define())
  const values = types.map(({ key }) => ({ key, value: 7, baseVersion: 0 }))
  const [imported, ...single] = await Promise.all([
    refusalOf(importSettings(as(admin), { values, dryRun: false, reason })),
    ...types.slice(0, 4).map(({ key }) => refusalOf(setSetting(as(secondAdmin), { key, value: 9, baseVersion: 0, reason }))),
  ])
  const now = await Promise.all(types.map(async ({ key }) => (await getSetting(as(admin), { key })).value))
  if (imported === nothing) {
    expect(now).toEqual(types.map(() => 7))
    expect(new Set(single)).toEqual(new Set(['settings.stale']))
  } else {
    expect(imported).toBe('settings.stale')
    expect(now.slice(4)).toEqual([40, 40, 40, 40])
    expect(single).toContain(nothing)
  }
})

test('a planned change is applied or called off, never both, by however many workers and administrators at once', async () => {
  for (let round = 0; round < 4; round++) {
    const type = define()
    const at = new Date(harness.clock.now().getTime() + 1_000).toISOString()
    const { changeId } = await setSetting(as(admin), { key: type.key, value: 55, baseVersion: 0, reason, effectiveFrom: at })
    harness.clock.advance(1_000)
    const outcomes = await Promise.all([
      ...Array.from({ length: 4 }, () => refusalOf(cancelScheduled(as(someone('ADMIN')), { changeId: changeId ?? '' }))),
      ...Array.from({ length: 4 }, () => refusalOf(applyScheduled(worker()))),
      refusalOf(setSetting(as(secondAdmin), { key: type.key, value: 66, baseVersion: 0, reason })),
    ])
    const cancelled = outcomes.slice(0, 4).filter((one) => one === nothing).length
    const { items } = await getHistory(as(admin), { key: type.key })
    const applied = items.filter(({ kind }) => kind === 'schedule').length
    expect(applied + cancelled).toBe(1)
    expect(outcomes.slice(4, 8)).toEqual([nothing, nothing, nothing, nothing])
    expect([nothing, 'settings.stale']).toContain(outcomes[8] ?? '')
    expect(await versionsOf(type.key)).toEqual(items.map((_, index) => index))
  }
})

test('a kill among rules, overrides and approvals at once holds afterwards, whoever came last', async () => {
  made += 1
  const flag = defineFlag({
    key: `contested.flag-${made}`,
    default: true,
    owner: 'contested',
    expiresOn: '2027-12-31',
    killSwitch: true,
    clientVisible: false,
    risk: 'four-eyes',
  })
  const { proposalId } = await setFlagRules(as(admin), { flag: flag.key, rules: [{ match: {}, outcome: 'on' }], baseVersion: 0, reason })
  const outcomes = await Promise.all([
    refusalOf(approveProposal(as(secondAdmin), { proposalId: proposalId ?? '' })),
    ...Array.from({ length: 4 }, () => refusalOf(killFlag(harness.ctx(someone('ADMIN')), { flag: flag.key, reason }))),
    refusalOf(rejectProposal(as(someone('ADMIN')), { proposalId: proposalId ?? '' })),
  ])
  expect(outcomes.slice(1, 5)).toEqual([nothing, nothing, nothing, nothing])
  const [view] = (await listFlags(as(admin), { limit: 500 })).items.filter((one) => one.flag === flag.key)
  expect(view?.killed).not.toBeNull()
  expect(await versionsOf(flag.key)).toEqual(Array.from({ length: view?.version ?? 0 }, (_, index) => index))
})
