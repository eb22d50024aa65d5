import { inTx, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { beforeAll, expect, test } from 'bun:test'
import { explainSubject, exportRange, listAnchors, listEntries, recordMany } from './index.ts'

const harness = useHarness()
const finance = () => harness.ctx(someone('FINANCE', { confirmedAtMs: harness.clock.now().getTime() }))
const admin = () => harness.ctx(someone('ADMIN'))
const order = { type: 'order', id: 'o1' }

beforeAll(async () => {
  await inTx(harness.ctx(system('finance.test')), (t) =>
    recordMany(t, [
      { action: 'finance.open-order', subject: order, after: { state: 'open', amountPaise: 500 } },
      { action: 'tokens.grant', subject: order, after: { tokens: 3 } },
      { action: 'leads.note', subject: order, after: { outcome: 'called' } },
      {
        action: 'finance.pay-order',
        subject: order,
        before: { state: 'open' },
        after: { state: 'paid' },
        reason: 'webhook of the gateway',
        decision: { rule: 'amount equals' },
      },
    ]),
  )
})

test('FINANCE sees the money domains only, newest first, whatever it filters by', async () => {
  const actions = async (input: Parameters<typeof listEntries>[1]) =>
    (await listEntries(finance(), input)).items.map((entry) => entry.action)
  expect(await actions({})).toEqual(['finance.pay-order', 'tokens.grant', 'finance.open-order'])
  expect(await actions({ subjectType: 'order', subjectId: 'o1' })).toEqual(['finance.pay-order', 'tokens.grant', 'finance.open-order'])
  expect(await actions({ domain: 'tokens' })).toEqual(['tokens.grant'])
  expect(await actions({ domain: 'leads' })).toEqual([])
  const first = await listEntries(finance(), { limit: 2 })
  expect(first.nextCursor).not.toBeNull()
  expect(await actions({ limit: 2, cursor: first.nextCursor ?? '' })).toEqual(['finance.open-order'])
})

test('a range is half-open and at most 366 days; a subject id alone is not asked for', async () => {
  const at = '2026-11-23T04:30:00.000Z'
  expect((await listEntries(finance(), { from: at, to: '2026-11-23T04:30:00.001Z' })).items).toHaveLength(3)
  expect((await listEntries(finance(), { from: '2026-11-01T00:00:00.000Z', to: at })).items).toEqual([])
  expect(await refusalOf(listEntries(admin(), { from: '2025-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }))).toBe('audit.range-too-wide')
  expect(await refusalOf(listEntries(admin(), { subjectId: 'o1' }))).toBe('request.invalid')
})

test('the history of a thing is told in words with from, to, reason and decision', async () => {
  const { items } = await explainSubject(admin(), order)
  expect(items.map((step) => step.sentence)).toEqual([
    'the job finance.test did finance.pay-order: state from open to paid, because: webhook of the gateway',
    'the job finance.test did leads.note: outcome set to called',
    'the job finance.test did tokens.grant: tokens set to 3',
    'the job finance.test did finance.open-order: amountPaise set to 500; state set to open',
  ])
  expect(items[0]).toMatchObject({ reason: 'webhook of the gateway', decision: { rule: 'amount equals' } })
  expect((await explainSubject(finance(), order)).items).toHaveLength(3)
})

test('an export needs a fresh sign-in and a reason, gives rows as they were hashed, oldest first, and is on record', async () => {
  const stale = harness.ctx(someone('FINANCE'))
  expect(await refusalOf(exportRange(stale, { reason: 'yearly audit' }))).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(exportRange(finance(), { reason: '  no ' }))).toBe('request.invalid')
  expect(await exportRange(finance(), { reason: 'yearly audit' })).toMatchObject({ items: [], nextCursor: null })
  harness.clock.advance(120_001)
  const first = await exportRange(finance(), { reason: 'yearly audit', limit: 2 })
  const rest = await exportRange(finance(), { reason: 'yearly audit', limit: 2, cursor: first.nextCursor ?? '' })
  const bodies = [...first.items, ...rest.items].map((row) => JSON.parse(row.body).action)
  expect(bodies).toEqual(['finance.open-order', 'tokens.grant', 'finance.pay-order'])
  expect(first.items[0]?.hash).toMatch(/^[0-9a-f]{64}$/)
  const { items } = await listEntries(admin(), { action: 'audit.export-range' })
  expect(items.map((entry) => entry.after?.['rows']).toSorted()).toEqual([0, 1, 2])
  expect(items[0]).toMatchObject({ effect: 'read', reason: 'yearly audit' })
})

test('an export under running writers misses nothing: what commits late comes with a later call, and none says it was whole', async () => {
  const from = harness.clock.now().toISOString()
  const write = (action: string, before?: () => Promise<void>) =>
    inTx(harness.ctx(system('finance.test')), async (t) => {
      await recordMany(t, [{ action, subject: order }])
      await before?.()
    })
  const { promise: letGo, resolve: commit } = Promise.withResolvers<void>()
  const { promise: isWritten, resolve: written } = Promise.withResolvers<void>()
  const slow = write('finance.slow', () => {
    written()
    return letGo
  })
  await isWritten
  harness.clock.advance(1000)
  await write('finance.quick')
  const during = await exportRange(finance(), { from, reason: 'monthly audit' })
  expect([during.items, during.until < from]).toEqual([[], true])
  commit()
  await slow
  harness.clock.advance(120_000)
  const { items, until } = await exportRange(finance(), { from, reason: 'monthly audit' })
  expect(items.map((row) => JSON.parse(row.body).action)).toEqual(['finance.slow'])
  harness.clock.advance(1000)
  const rest = await exportRange(finance(), { from: until, reason: 'monthly audit' })
  expect(rest.items.map((row) => JSON.parse(row.body).action)).toEqual(['finance.quick'])
})

test('instants that no calendar has, in an input or in a cursor that somebody wrote, are refused and no failure', async () => {
  const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  for (const odd of ['0000-06-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999-23:59'])
    for (const input of [{ from: odd }, { to: odd }, { from: odd, to: odd }])
      expect(await refusalOf(listEntries(admin(), input))).toBe('request.invalid')
  expect(await refusalOf(exportRange(finance(), { to: '0000-06-01T00:00:00Z', reason: 'yearly audit' }))).toBe('request.invalid')
  const id = '01990000-0000-7000-8000-000000000000'
  expect(await refusalOf(listEntries(admin(), { cursor: cursor('audit.list-entries', '0000-01-01T00:00:00Z', id) }))).toBe(
    'request.cursor-invalid',
  )
  expect(await refusalOf(listAnchors(admin(), { cursor: cursor('audit.list-anchors', '0000-01-01') }))).toBe('request.invalid')
})
