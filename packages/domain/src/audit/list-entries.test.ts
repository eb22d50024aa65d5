import { inTx, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { listEntries, record } from './index.ts'

const harness = useHarness()
const admin = someone('ADMIN')
const block = {
  action: 'identity.block-user',
  subject: { type: 'user', id: 'u1' },
  before: { state: 'active' },
  after: { state: 'blocked' },
  reason: 'spam',
}

test('an entry commits with its change and is listed with actor, fields and reason', async () => {
  await inTx(harness.ctx(admin), (t) => record(t, block))
  const page = await listEntries(harness.ctx(admin), { subjectType: 'user', subjectId: 'u1' })
  expect(page.items).toHaveLength(1)
  expect(page.items[0]).toMatchObject({
    ...block,
    actor: { kind: 'user', id: admin.userId },
    effect: 'write',
    at: '2026-11-23T04:30:00.000Z',
  })
})

test('a transaction that fails leaves no entry', async () => {
  const failed = inTx(harness.ctx(admin), async (t) => {
    await record(t, { ...block, subject: { type: 'user', id: 'u2' } })
    throw new Error('undo')
  })
  expect(await refusalOf(failed)).toBe('Error: undo')
  const page = await listEntries(harness.ctx(admin), { subjectType: 'user', subjectId: 'u2' })
  expect(page.items).toEqual([])
})

test('pages follow each other without gap or repetition, newest first', async () => {
  await inTx(harness.ctx(system('test')), async (t) => {
    for (let n = 0; n < 7; n++) await record(t, { ...block, action: 'test.page', subject: { type: 'n', id: String(n) } })
  })
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await listEntries(harness.ctx(admin), { action: 'test.page', limit: 3, ...(cursor && { cursor }) })
    seen.push(...page.items.map((entry) => entry.subject.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(seen).toHaveLength(7)
  expect(new Set(seen).size).toBe(7)
})

test('an entry cannot be changed or deleted, not even with SQL', async () => {
  const { db } = harness.runtime.driver
  for (const statement of [sql`update audit.entries set body = '{}'`, sql`delete from audit.entries`, sql`truncate audit.entries`])
    expect(await refusalOf(db.execute(statement))).toStartWith('DrizzleQueryError')
})

test('only ADMIN and FINANCE may list, and a cursor of another list is refused', async () => {
  expect(await refusalOf(listEntries(harness.ctx(someone('SALES')), {}))).toBe('request.forbidden')
  expect(await refusalOf(listEntries(harness.ctx({ kind: 'anonymous' }), {}))).toBe('request.unauthenticated')
  expect(await refusalOf(listEntries(harness.ctx(admin), { cursor: 'bm9uc2Vuc2U' }))).toBe('request.cursor-invalid')
})
