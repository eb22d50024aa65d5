import { rows, sql } from '@mas/db'
import { inTx, newId, system, type AuthRows } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { keyRing } from '../keys/index.ts'
import { openLibrary } from './library.ts'
import { hashThreads } from './hash-threads.ts'
import { passwords } from './passwords.ts'

const harness = useHarness()
const ctx = () => harness.ctx(system('test'))
const count = async (table: string) =>
  (await rows<{ n: number }>(harness.runtime.driver.db, sql`select count(*)::int as n from identity.${sql.raw(table)}`))[0]?.n
const newUser = (at: Date) =>
  ({
    email: `${newId()}@example.in`,
    emailVerifiedAt: at,
    fullName: 'Asha',
    phone: null,
    phoneVerifiedAt: null,
    role: 'USER',
    state: 'active',
    platform: 'mr-mentor',
    ip: null,
    userAgent: null,
    at,
  }) as const

async function everything(auth: AuthRows, at: Date): Promise<string> {
  const userId = await auth.createUser(newUser(at))
  await auth.createAccount({ userId, providerId: 'google', accountId: newId(), passwordHash: null, at })
  return userId
}

test('what better-auth writes rolls back with the transaction of the verb', async () => {
  const before = await count('users')
  const failed = inTx(ctx(), async (t) => {
    await everything(t.infra.auth.rows(t.tx), t.clock.now())
    throw new Error('undo')
  })
  expect(await refusalOf(failed)).toBe('Error: undo')
  expect([await count('users'), await count('accounts')]).toEqual([before, 0])
})

test('it writes what it was told: our ids, our instants, nothing into its own side tables', async () => {
  const at = new Date('2020-01-02T03:04:05.678Z')
  const userId = await inTx(ctx(), (t) => everything(t.infra.auth.rows(t.tx), at))
  expect(userId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  const [row] = await rows<Record<string, unknown>>(
    harness.runtime.driver.db,
    sql`select created_at, email_verified, class, stage from identity.users where id = ${userId}::uuid`,
  )
  expect(row).toEqual({ created_at: at, email_verified: true, class: 'learner', stage: 2 })
  expect([await count('sessions'), await count('verifications')]).toEqual([0, 0])
})

test('its own check of our tables finds nothing missing', async () => {
  const { driver, clock } = harness.runtime
  const { auth } = openLibrary({
    db: driver.db,
    clock,
    keys: keyRing(Buffer.alloc(32).toString('base64')),
    publicUrl: 'http://localhost',
    passwords: passwords(),
    checkTables: true,
  })
  const { checkSchema } = await auth.$context
  expect(checkSchema).toBeFunction()
  expect(await refusalOf(Promise.resolve(checkSchema?.()))).toBe('nothing was refused')
})

test('processes that sign at the same moment for the first time share one key', async () => {
  const claims = { userId: newId(), sessionId: newId(), epoch: 0, generation: 1, issuedAt: harness.clock.now() }
  const { auth } = ctx().infra
  const tokens = await Promise.all(Array.from({ length: 8 }, () => auth.signAccess(claims)))
  expect(await count('jwks')).toBe(1)
  expect(await auth.readAccess(tokens[0] ?? '', harness.clock.now())).toEqual({
    ...claims,
    issuedAt: new Date(Math.floor(claims.issuedAt.getTime() / 1000) * 1000),
  })
  const [key] = await rows<{ private_key: string }>(harness.runtime.driver.db, sql`select private_key from identity.jwks`)
  expect(key?.private_key).not.toContain('"d"')
})

test('sealed text opens for its own purpose and context only, and not after a bit was changed', () => {
  const ring = keyRing(Buffer.alloc(32, 1).toString('base64'))
  const sealed = ring.seal('a', 'text', 'c')
  expect(ring.open('a', sealed, 'c')).toBe('text')
  expect([
    ring.open('b', sealed, 'c'),
    ring.open('a', sealed),
    ring.open(
      'a',
      sealed.map((byte, n) => (n === 20 ? byte ^ 1 : byte)),
      'c',
    ),
    ring.open('a', new Uint8Array(3)),
  ]).toEqual([undefined, undefined, undefined, undefined])
  expect(Buffer.from(ring.mac('a', 'x', 'yz')).equals(Buffer.from(ring.mac('a', 'xy', 'z')))).toBe(false)
})

test('migrated bcrypt hashes verify and are marked outdated; without a hash nothing ever matches', async () => {
  const { hash, verify } = passwords({ lanes: 1 })
  const bcrypt = await Bun.password.hash('old password', { algorithm: 'bcrypt', cost: 4 })
  expect(await verify('old password', bcrypt)).toEqual({ matches: true, outdated: true })
  expect(await verify('old password', await hash('old password'))).toEqual({ matches: true, outdated: false })
  expect(await verify('anything', undefined)).toMatchObject({ matches: false })
  for (const broken of ['', 'nonsense', '$2b$10$not.a.hash', '$argon2id$garbage', '$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA'])
    expect(await verify('anything', broken)).toMatchObject({ matches: false })
  expect(await hash('x')).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
})

test('when two hundred wait for the hash of a password, the next one is told that we are busy', async () => {
  const { verify, requireRoom } = passwords({ lanes: 1 })
  const cheap = await Bun.password.hash('x', { algorithm: 'bcrypt', cost: 4 })
  expect(requireRoom).not.toThrow()
  const asked = Array.from({ length: 205 }, () => refusalOf(verify('x', cheap)))
  expect(requireRoom).toThrow(expect.objectContaining({ code: 'identity.busy' }))
  const codes = await Promise.all(asked)
  expect(requireRoom).not.toThrow()
  expect(codes.filter((code) => code === 'identity.busy')).toHaveLength(4)
})

test('threads of their own make and check the same hashes, and whoever is known goes before strangers', async () => {
  const { hash, verify } = passwords({ lanes: 1, hasher: hashThreads() })
  const made = await hash('old password')
  expect(made).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(await passwords().verify('old password', made)).toEqual({ matches: true, outdated: false })
  const order: string[] = []
  const asked = ['first', 'second', 'third', 'known'].map(async (who) => {
    expect(await verify(who === 'known' ? 'old password' : who, made, who === 'known')).toMatchObject({ matches: who === 'known' })
    order.push(who)
  })
  await Promise.all(asked)
  expect(order).toEqual(['first', 'known', 'second', 'third'])
  for (const broken of ['', 'nonsense', '$2b$10$not.a.hash', '$argon2id$garbage'])
    expect(await verify('anything', broken)).toMatchObject({ matches: false })
  const bcrypt = await Bun.password.hash('old password', { algorithm: 'bcrypt', cost: 4 })
  expect(await verify('old password', bcrypt)).toEqual({ matches: true, outdated: true })
})
