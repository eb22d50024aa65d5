import { rows, sql } from '@mas/db'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { admin, secondAdmin, useSettings } from './given.ts'
import {
  approveProposal,
  defineSetting,
  getHistory,
  getSetting,
  listProposals,
  readSetting,
  rejectProposal,
  revertChange,
  setSetting,
} from './index.ts'

const { harness, as, run } = useSettings()
const db = () => harness.runtime.driver.db
const reason = 'for this test'
const hour = 3_600_000
let made = 0
/** A setting of a test's own. */
const guarded = () => {
  made += 1
  return defineSetting({ key: `four-eyes.cap-${made}`, schema: z.int().min(1).max(100), default: 40, describe: 'A cap', risk: 'four-eyes' })
}
const propose = async (key: string, value: number, baseVersion = 0, more: object = {}) => {
  const outcome = await setSetting(as(admin), { key, value, baseVersion, reason, ...more })
  expect(outcome).toMatchObject({ state: 'proposed', version: baseVersion, changeId: null })
  return outcome.proposalId ?? ''
}
const approve = (proposalId: string, by = secondAdmin) => approveProposal(as(by), { proposalId })
const stateOf = async (id: string) =>
  (await rows<{ state: string }>(db(), sql`select state from settings.proposals where id = ${id}::uuid`))[0]?.state

test('a second administrator approves within 24 hours, the proposer never', async () => {
  const cap = guarded()
  const id = await propose(cap.key, 30)
  expect(await readSetting(harness.ctx(admin), cap)).toBe(40)
  expect(await refusalOf(approve(id, admin))).toBe('settings.same-approver')
  expect(await refusalOf(approve(id, { ...secondAdmin, via: admin.userId }))).toBe('settings.same-approver')
  harness.clock.advance(24 * hour - 60_000)
  expect(await approve(id)).toMatchObject({ state: 'applied', value: 30, version: 1 })
  expect(await readSetting(harness.ctx(admin), cap)).toBe(30)
  const { items } = await getHistory(as(admin), { key: cap.key })
  expect(items[0]).toMatchObject({ by: `user:${admin.userId}`, approvedBy: `user:${secondAdmin.userId}`, reason })
  expect(await refusalOf(approve(id))).toBe('settings.not-open')
})

test('after 24 hours it is too late, and the same may be proposed anew', async () => {
  const cap = guarded()
  const id = await propose(cap.key, 30)
  expect(await refusalOf(setSetting(as(secondAdmin), { key: cap.key, value: 31, baseVersion: 0, reason }))).toBe('settings.proposal-open')
  harness.clock.advance(24 * hour)
  expect(await refusalOf(approve(id))).toBe('settings.not-open')
  expect(await stateOf(id)).toBe('expired')
  const late = await propose(cap.key, 31)
  harness.clock.advance(24 * hour + 60_000)
  const again = await propose(cap.key, 32)
  expect([await stateOf(late), await stateOf(again)]).toEqual(['expired', 'proposed'])
})

test('a change elsewhere in between makes it stale', async () => {
  const cap = guarded()
  const id = await propose(cap.key, 30)
  await rows(db(), sql`insert into settings.values (key, scope, value, version, set_at) values (${cap.key}, 'global', '50', 1, now())`)
  expect(await refusalOf(approve(id))).toBe('settings.stale')
  expect(await stateOf(id)).toBe('stale')
  expect(await refusalOf(approve(id))).toBe('settings.stale')
  expect(await approve(await propose(cap.key, 60, 1))).toMatchObject({ version: 2, value: 60 })
})

test('what is approved is what was proposed, whoever had the table in between', async () => {
  const cap = guarded()
  const id = await propose(cap.key, 30)
  await rows(db(), sql`update settings.proposals set value = '99' where id = ${id}::uuid`)
  expect(await refusalOf(approve(id))).toBe('settings.stale')
  expect(await readSetting(harness.ctx(admin), cap)).toBe(40)
})

test('confirmation of identity and the role of an administrator are needed for every decision', async () => {
  const id = await propose(guarded().key, 30)
  expect(await refusalOf(approveProposal(harness.ctx(secondAdmin), { proposalId: id }))).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(approve(id, someone('FINANCE')))).toBe('request.forbidden')
  expect(await refusalOf(rejectProposal(as(someone('SALES_HEAD')), { proposalId: id }))).toBe('request.forbidden')
  expect(await refusalOf(approve('01990000-0000-7000-8000-000000000000'))).toBe('settings.not-found')
})

test('a rejected proposal is closed and makes room', async () => {
  const cap = guarded()
  const id = await propose(cap.key, 30)
  expect((await getSetting(as(admin), { key: cap.key })).proposalId).toBe(id)
  expect(await rejectProposal(as(admin), { proposalId: id, reason: 'changed my mind' })).toEqual({ proposalId: id, state: 'rejected' })
  expect(await refusalOf(approve(id))).toBe('settings.not-open')
  expect(await refusalOf(rejectProposal(as(secondAdmin), { proposalId: id }))).toBe('settings.not-open')
  await propose(cap.key, 31)
})

test('of parallel proposals one is open; of parallel decisions one counts', async () => {
  const cap = guarded()
  const proposals = await Promise.all(
    Array.from({ length: 20 }, (_, n) => refusalOf(setSetting(as(admin), { key: cap.key, value: n + 1, baseVersion: 0, reason }))),
  )
  expect(proposals.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(proposals.filter((one) => one === 'settings.proposal-open')).toHaveLength(19)
  const { proposalId } = await getSetting(as(admin), { key: cap.key })
  const decisions = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      refusalOf(
        n % 2 === 0 ? approve(proposalId ?? '', someone('ADMIN')) : rejectProposal(as(someone('ADMIN')), { proposalId: proposalId ?? '' }),
      ),
    ),
  )
  expect(decisions.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(decisions.filter((one) => one === 'settings.not-open')).toHaveLength(19)
})

test('a revert waits for a second administrator, too', async () => {
  const cap = guarded()
  const { changeId } = await approve(await propose(cap.key, 30))
  const back = await revertChange(as(admin), { changeId: changeId ?? '', reason })
  expect(back).toMatchObject({ state: 'proposed', value: 40, version: 1 })
  expect(await approve(back.proposalId ?? '')).toMatchObject({ state: 'applied', value: 40, version: 2 })
  expect(await getSetting(as(admin), { key: cap.key })).toMatchObject({ value: 40, source: 'default', version: 2 })
})

test('an approved change waits for its instant; one whose instant has passed is in force at once', async () => {
  const cap = guarded()
  const at = new Date(harness.clock.now().getTime() + hour).toISOString()
  const planned = await approve(await propose(cap.key, 30, 0, { effectiveFrom: at }))
  expect(planned).toMatchObject({ state: 'scheduled', version: 0, effectiveFrom: at })
  harness.clock.advance(hour)
  await run('settings.apply-scheduled')
  expect(await readSetting(harness.ctx(admin), cap)).toBe(30)
  const soon = new Date(harness.clock.now().getTime() + 1_000).toISOString()
  const id = await propose(cap.key, 20, 1, { effectiveFrom: soon })
  harness.clock.advance(2_000)
  expect(await approve(id)).toMatchObject({ state: 'applied', version: 2, effectiveFrom: harness.clock.now().toISOString() })
})

test('the sweep closes what nobody can approve any more', async () => {
  const [expired, stale, open] = [guarded(), guarded(), guarded()]
  const first = await propose(expired.key, 30)
  harness.clock.advance(24 * hour)
  const [second, third] = [await propose(stale.key, 30), await propose(open.key, 30)]
  await rows(db(), sql`insert into settings.values (key, scope, value, version, set_at) values (${stale.key}, 'global', '50', 1, now())`)
  await run('settings.expire-proposals')
  expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual(['expired', 'stale', 'proposed'])
})

test('proposals are listed newest first, page by page', async () => {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await listProposals(as(admin), { limit: 3, ...(cursor !== undefined && { cursor }) })
    all.push(...page.items.map(({ proposalId }) => proposalId))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(all).toEqual([...new Set(all)].toSorted().toReversed())
  const { items } = await listProposals(as(admin), { state: 'proposed' })
  expect(items.length).toBeGreaterThan(0)
  expect(items.every(({ state }) => state === 'proposed')).toBe(true)
})
