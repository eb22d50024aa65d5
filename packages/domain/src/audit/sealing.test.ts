import { personal, secret } from '@mas/contracts/core'
import { contractsByDomain, markedFields } from '@mas/contracts/marks'
import { rows, sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { z } from 'zod'
import {
  auditKeys,
  destroyKey,
  explainSubject,
  getEntry,
  listEntries,
  listMyHistory,
  recordMany,
  verifyChain,
  type AuditFact,
} from './index.ts'
import { marksFor, openFields, sealFields } from './sealing.ts'

const harness = useHarness({ poolSize: 12 })
const admin: typeof harness.ctx = (actor) => harness.ctx(actor)
const write = (facts: readonly AuditFact[]) => inTx(harness.ctx(system('test')), (t) => recordMany(t, facts))
const change = (subjectId: string, n = 0): AuditFact => ({
  action: 'test.change-contact',
  subject: { type: 'user', id: subjectId },
  before: { email: 'asha@example.in', visits: n },
  after: { email: `asha.${n}@example.in`, visits: n + 1, address: { city: 'Pune' } },
  personal: ['email', 'city'],
})
const open = (id: string) => getEntry(admin(someone('ADMIN')), { id })

test('personal values lie sealed in the database, lists say so, and opening one entry opens them', async () => {
  const [id = ''] = await write([change('p1')])
  const [row] = await rows<{ body: string }>(harness.runtime.driver.db, sql`select body from audit.entries where id = ${id}::uuid`)
  expect(row?.body).not.toMatch(/asha|Pune/)
  expect(row?.body).toContain('{"$sealed":"')
  const { items } = await listEntries(admin(someone('ADMIN')), { subjectType: 'user', subjectId: 'p1' })
  expect(items[0]).toMatchObject({ before: { email: 'sealed', visits: 0 }, after: { address: { city: 'sealed' } } })
  expect(await open(id)).toMatchObject({
    before: { email: 'asha@example.in', visits: 0 },
    after: { email: 'asha.0@example.in', address: { city: 'Pune' } },
  })
  const looks = await listEntries(admin(someone('ADMIN')), { action: 'audit.get-entry' })
  expect(looks.items.map((entry) => [entry.subject.id, entry.effect])).toEqual([[id, 'read']])
})

test('after the erasure of a person with forty entries the chains hold, ids and times remain, and every sealed value reads `erased`', async () => {
  const ids = await write(Array.from({ length: 40 }, (_, n) => change('p2', n)))
  expect(await inTx(harness.ctx(system('test')), (t) => destroyKey(t, 'p2'))).toEqual({ entriesAffected: 40 })
  const told = await listEntries(admin(someone('ADMIN')), { action: 'audit.destroy-key' })
  expect(told.items.map(({ subject }) => subject)).toEqual([{ type: 'user', id: 'p2' }])
  harness.clock.advance(120_000)
  const later = await write([change('p2', 41)])
  expect(await verifyChain(harness.ctx(system('test')), {})).toMatchObject({ ok: true })
  for (const id of [...ids.slice(0, 3), ...later]) {
    const entry = await open(id)
    expect(entry).toMatchObject({
      id,
      action: 'test.change-contact',
      subject: { type: 'user', id: 'p2' },
      before: { email: 'erased' },
      after: { email: 'erased', address: { city: 'erased' } },
    })
  }
  expect(await inTx(harness.ctx(system('test')), (t) => destroyKey(t, 'never-seen'))).toEqual({ entriesAffected: 0 })
})

test('a reason about a person lies sealed, is told in lists and to the person, and goes with the erasure; about a thing it stays', async () => {
  const about = someone('USER')
  const reason = 'Asha wrote from asha@example.in'
  const fact = (type: string, id: string): AuditFact => ({
    action: 'test.block',
    subject: { type, id },
    after: { state: 'blocked' },
    reason,
  })
  const [id = ''] = await write([fact('user', about.userId), fact('lead', 'l1'), fact('setting', 's1')])
  const stored = await rows<{ type: string; told: boolean }>(
    harness.runtime.driver.db,
    sql`select subject_type as type, body like '%Asha wrote%' as told from audit.entries where action = 'test.block' order by 1`,
  )
  expect(stored).toEqual([
    { type: 'lead', told: false },
    { type: 'setting', told: true },
    { type: 'user', told: false },
  ])
  const ctx = admin(someone('ADMIN'))
  const reasons = async () => {
    const { items } = await listEntries(ctx, { action: 'test.block' })
    const blocked = ({ action }: { action: string }) => action === 'test.block'
    const mine = (await listMyHistory(harness.ctx(about), {})).items.find(blocked)
    const step = (await explainSubject(ctx, { type: 'user', id: about.userId })).items.find(({ reason: told }) => told !== null)
    return [...items.map((entry) => entry.reason), (await open(id)).reason, mine?.reason, step?.reason]
  }
  expect(await reasons()).toEqual(Array.from({ length: 6 }, () => reason))
  await inTx(harness.ctx(system('test')), (t) => destroyKey(t, about.userId))
  expect((await reasons()).toSorted()).toEqual([reason, reason, 'erased', 'erased', 'erased', 'erased'].toSorted())
  expect(await verifyChain(harness.ctx(system('test')), {})).toMatchObject({ ok: true })
})

test('twenty first writers about one person share one key', async () => {
  const written = await Promise.all(Array.from({ length: 20 }, (_, n) => write([change('p3', n), change('p4', n)])))
  for (const [first = ''] of written) expect((await open(first)).before).toMatchObject({ email: 'asha@example.in' })
})

test('an entry of somebody else, or none, is `not found` for FINANCE and for everybody', async () => {
  const [id = ''] = await write([change('p5')])
  expect(await refusalOf(getEntry(harness.ctx(someone('FINANCE')), { id }))).toBe('audit.entry-not-found')
  expect(await refusalOf(open('01900000-0000-7000-8000-000000000000'))).toBe('audit.entry-not-found')
})

test('a wrapped key opens for its subject only, and older root secrets still open what they wrapped', () => {
  const old = new Uint8Array(32).fill(1)
  const key = new Uint8Array(32).fill(9)
  const wrapped = auditKeys([old]).wrap(key, 'a')
  const rotated = auditKeys([old, new Uint8Array(32).fill(2)])
  expect(rotated.unwrap(wrapped, 'a')).toEqual(Buffer.from(key))
  expect(rotated.unwrap(wrapped, 'b')).toBeUndefined()
  expect(auditKeys([new Uint8Array(32).fill(3)]).unwrap(wrapped, 'a')).toBeUndefined()
})

test('any value sealed opens to the same value, in its own entry and under its own key only', () => {
  const key = new Uint8Array(32).fill(4)
  const marks = { personal: new Set(['name']), secret: new Set<string>() }
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
    fc.integer(),
    fc.boolean(),
  )
  fc.assert(
    fc.property(value, (name) => {
      const sealed = sealFields({ list: [{ name }] }, marks, key, 'e1')
      expect(openFields(sealed, key, 'e1')).toEqual({ list: [{ name }] })
      expect(openFields(sealed, key, 'e2')).toEqual({ list: [{ name: 'unreadable' }] })
      expect(openFields(sealed, 'lost', 'e1')).toEqual({ list: [{ name: 'unreadable' }] })
      expect(openFields(sealed, undefined, 'e1')).toEqual({ list: [{ name: 'erased' }] })
    }),
  )
})

test('marks are found wherever they stand in a schema', () => {
  const Person = z.object({ name: personal(z.string()).optional(), kids: z.array(z.object({ nick: personal(z.string()).nullable() })) })
  const found = markedFields([
    z.strictObject({ person: Person, login: z.object({ pin: secret(z.string()) }) }),
    z.union([z.object({ mail: personal(z.email()) }), z.string()]),
  ])
  expect([...found.personal].toSorted()).toEqual(['mail', 'name', 'nick'])
  expect([...found.secret]).toEqual(['pin'])
})

test('no field of any contract is personal in one domain schema and secret in another', () => {
  for (const schemas of Object.values(contractsByDomain)) {
    const { personal: sealed, secret: refused } = markedFields(Object.values(schemas))
    expect([...sealed].filter((name) => refused.has(name))).toEqual([])
  }
})

test('no credential that the contracts of identity carry can be recorded under its own name', () => {
  const marks = marksFor('identity.any')
  for (const name of [
    'password',
    'newPassword',
    'totp',
    'recoveryCode',
    'recoveryCodes',
    'accessToken',
    'refreshToken',
    'deviceProof',
    'phrase',
    'secret',
    'uri',
  ])
    expect(() => sealFields({ [name]: 'x' }, marks, undefined, 'e1')).toThrow('A secret was about to be written')
})
