import { rows, sql } from '@mas/db'
import { command, inTx, query, system, type Ctx } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { listEntries, listMyHistory, record, recordMany, recordRead, releaseCase, type AuditFact } from './index.ts'

const harness = useHarness({ poolSize: 24 })
const admin = someone('ADMIN')
const blocked = someone('USER')
const nothing = z.object({})
const base = { summary: 'A verb of this test.', permission: 'audit.list-anchors', input: nothing, output: nothing } as const
const write = (ctx: Ctx, ...facts: AuditFact[]) => inTx(ctx, (t) => recordMany(t, facts))
const placesOf = (ids: readonly string[]) =>
  rows<{ id: string; chain: number; seq: number }>(
    harness.runtime.driver.db,
    sql`select id, chain, seq::int as seq from audit.entries where id in (${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )}) order by seq`,
  )

test('an ADMIN blocks a user: one entry, the ended sessions behind it on the same chain, and the person sees it without a name', async () => {
  const ids: string[] = []
  const blockUser = command({
    ...base,
    verb: 'identity.block-user',
    run: async (t) => {
      ids.push(
        await record(t, {
          action: 'identity.block-user',
          subject: { type: 'user', id: blocked.userId },
          before: { state: 'active' },
          after: { state: 'blocked' },
          reason: 'sends spam',
        }),
      )
      for (const id of ['s1', 's2'])
        ids.push(await record(t, { action: 'identity.end-session', subject: { type: 'session', id }, after: { state: 'ended' } }))
      return {}
    },
  })
  const ctx = harness.ctx(admin)
  await blockUser(ctx, {})
  const entries = await listEntries(harness.ctx(admin), { action: 'identity.block-user' })
  expect(entries.items).toHaveLength(1)
  expect(entries.items[0]).toMatchObject({
    before: { state: 'active' },
    after: { state: 'blocked' },
    reason: 'sends spam',
    requestId: ctx.requestId,
    actor: { id: admin.userId, role: 'ADMIN' },
  })
  const places = await placesOf(ids)
  expect(places.map((one) => one.id)).toEqual(ids)
  expect(new Set(places.map((one) => one.chain)).size).toBe(1)
  expect(places.map((one) => one.seq - (places[0]?.seq ?? 0))).toEqual([0, 1, 2])
  const { items } = await listMyHistory(harness.ctx(blocked), {})
  expect(items).toEqual([{ at: expect.any(String), action: 'identity.block-user', effect: 'write', role: 'ADMIN', reason: 'sends spam' }])
  expect(JSON.stringify(items)).not.toContain(admin.userId)
})

test('whatever an ADMIN uses is on record once, reads too; what others read is not', async () => {
  const look = query({ ...base, verb: 'test.look', permission: 'audit.list-my-history', run: async () => ({}) })
  const act = command({ ...base, verb: 'test.act', permission: 'audit.list-my-history', run: async () => ({}) })
  for (const actor of [admin, someone('USER'), someone('USER', { via: admin.userId })]) {
    await look(harness.ctx(actor), {})
    await act(harness.ctx(actor), {})
  }
  const of = async (action: string) =>
    (await listEntries(harness.ctx(admin), { action })).items.map((entry) => [entry.effect, entry.actor.role, entry.actor.via ?? null])
  expect((await of('test.look')).toSorted()).toEqual([
    ['read', 'ADMIN', null],
    ['read', 'USER', admin.userId],
  ])
  expect((await of('test.act')).toSorted()).toEqual([
    ['write', 'ADMIN', null],
    ['write', 'USER', admin.userId],
  ])
})

test('a refused permission is one entry `refused` of a known caller; a visitor leaves none', async () => {
  const sales = someone('SALES')
  expect(await refusalOf(listEntries(harness.ctx(sales), {}))).toBe('request.forbidden')
  expect(await refusalOf(listEntries(harness.ctx({ kind: 'anonymous' }), {}))).toBe('request.unauthenticated')
  const { items } = await listEntries(harness.ctx(admin), { actorId: sales.userId })
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ action: 'audit.list-entries', effect: 'refused', subject: { type: 'verb', id: 'audit.list-entries' } })
  const refusedVisitors = await rows(harness.runtime.driver.db, sql`select 1 as one from audit.entries where actor_kind = 'anonymous'`)
  expect(refusedVisitors).toEqual([])
})

test('entries of a stream go to its own chain, the others of the act to a free one; forty at once do not block each other in a circle', async () => {
  const one = (stream?: AuditFact['stream']): AuditFact => ({
    action: 'test.stream',
    subject: { type: 'n', id: '1' },
    ...(stream && { stream }),
  })
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      write(
        harness.ctx(system('test')),
        one(),
        n % 2 === 0 ? one('gst') : one('break-glass'),
        one(n % 3 === 0 ? 'break-glass' : undefined),
        one('gst'),
      ),
    ),
  )
  const chains = await rows<{ chain: number; entries: number; seq: number }>(
    harness.runtime.driver.db,
    sql`select e.chain, count(*)::int as entries, c.seq::int as seq from audit.entries e join audit.chains c on c.no = e.chain where c.stream is not null group by e.chain, c.seq order by 1`,
  )
  expect(chains).toEqual([
    { chain: 100, entries: 60, seq: 60 },
    { chain: 101, entries: 34, seq: 34 },
  ])
})

test('too large, secret, bytes and what JSON cannot hold are refused, and the change with them', async () => {
  const fact = (after: Record<string, unknown>) =>
    refusalOf(write(harness.ctx(system('test')), { action: 'test.refused', subject: { type: 'n', id: '1' }, after }))
  expect(await fact({ text: 'x'.repeat(70_000) })).toBe('audit.body-too-large')
  expect(await fact({ passwordHash: 'x' })).toBe('audit.secret-field')
  expect(await fact({ deep: [{ refreshToken: 'x' }] })).toBe('audit.secret-field')
  expect(await fact({ file: new Uint8Array(3) })).toBe('audit.secret-field')
  expect(await fact({ share: NaN })).toBe('audit.not-recordable')
  expect(await fact({ name: '\ud800' })).toBe('audit.not-recordable')
  expect((await listEntries(harness.ctx(admin), { action: 'test.refused' })).items).toEqual([])
})

test('ids and values of any text are stored, and the columns are what the body says', async () => {
  const odd = {
    action: 'test.odd',
    subject: { type: 'odd "type"', id: '{"kind":"x","id":"y"}\\' },
    after: { platform: 'no', '"platform":"': '"subject":{"id":"z","type":"t"},"v":1}', at: 'x' },
    reason: '","platform":"mr-hire","requestId":"r","subject":{"id":"q"',
  }
  const [id = ''] = await write(harness.ctx(system('a"b}c')), odd)
  const [row] = await rows<Record<string, unknown>>(
    harness.runtime.driver.db,
    sql`select action, domain, actor_kind, actor_id, via_id, platform, body::jsonb #>> '{subject,id}' = subject_id as same from audit.entries where id = ${id}::uuid`,
  )
  expect(row).toEqual({
    action: 'test.odd',
    domain: 'test',
    actor_kind: 'system',
    actor_id: 'a%22b%7Dc',
    via_id: null,
    platform: 'my-analytics-school',
    same: true,
  })
})

test('a case stays out of the history of the person until it is released', async () => {
  const suspect = someone('EXPERT')
  await write(harness.ctx(admin), {
    action: 'admin.open-case',
    subject: { type: 'user', id: suspect.userId },
    decision: { confidential: 'case-7' },
  })
  await inTx(harness.ctx(admin), (t) => recordRead(t, { action: 'students.open-profile', subject: { type: 'user', id: suspect.userId } }))
  const actions = async () => (await listMyHistory(harness.ctx(suspect), {})).items.map((item) => [item.action, item.effect])
  expect(await actions()).toEqual([['students.open-profile', 'read']])
  await inTx(harness.ctx(admin), (t) => releaseCase(t, 'case-7', 'closed without findings'))
  expect((await actions()).toSorted()).toEqual([
    ['admin.open-case', 'write'],
    ['students.open-profile', 'read'],
  ])
})

test('a clock that runs backwards changes times, never the order of the chain', async () => {
  const [first = ''] = await write(harness.ctx(system('test')), { action: 'test.clock', subject: { type: 'n', id: '1' } })
  const now = harness.clock.now()
  harness.clock.set('2026-11-20T00:00:00.000Z')
  const ids = [first, ...(await write(harness.ctx(system('test')), { action: 'test.clock', subject: { type: 'n', id: '2' } }))]
  harness.clock.set(now)
  const places = await rows<{ chain: number; seq: number; at: Date }>(
    harness.runtime.driver.db,
    sql`select chain, seq::int as seq, at from audit.entries where id in (${ids[0] ?? ''}::uuid, ${ids[1] ?? ''}::uuid)`,
  )
  expect(places).toHaveLength(2)
})
