import type { ImportedRow } from '@mas/contracts/identity'
import { rows, sql } from '@mas/db'
import { changeRole, eraseUser, importUsers } from '@mas/domain/identity'
import { inTx, newId, system, type UserActor } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { password, textOf, twoEdges } from './two-edges-fixture.ts'

const { harness, mails, call, codeTo, registered } = twoEdges()
/** bcrypt of the password all people of these tests have, as the present system made it. */
const hash = '$2b$04$DkF4irCkJyBUApTpTjkmFudOSmJPNPbjaLqSLQfG8J8IezB/7NvGq'
let line = 1
const person = (more: Partial<ImportedRow> = {}): ImportedRow => {
  const id = newId()
  return {
    line: ++line,
    oldId: id,
    email: `${id}@example.in`,
    fullName: 'Asha Rao',
    password: hash,
    isVerified: 't',
    role: 'user',
    ...more,
  }
}
const importAll = async (given: ImportedRow[]) => (await importUsers(harness.ctx(system('cli')), { rows: given })).results
const accountsOf = (email: string) =>
  rows<{ provider: string; account: string; password: string | null }>(
    harness.runtime.driver.db,
    sql`select provider_id as provider, account_id as account, password from identity.accounts where user_id = (select id from identity.users where email = ${email}) order by 1`,
  )
const userOf = async (email: string) =>
  (
    await rows<{ role: string; state: string; stage: number }>(
      harness.runtime.driver.db,
      sql`select role, state, stage from identity.users where email = ${email}`,
    )
  )[0]

test('a person of the old system signs in with the password they had, hears nothing before, and is hashed anew by it', async () => {
  const one = person({
    password: hash.replace('$2b$', '$2a$'),
    googleId: '1178',
    isProfileComplete: 't',
    createdAt: '2024-02-03 10:00:00.5',
  })
  const [told] = await importAll([one])
  expect(told).toMatchObject({ outcome: 'created', notes: [], wants: null })
  await harness.drain()
  expect(mails.filter(({ to }) => to === one.email)).toEqual([])
  expect(await userOf(one.email)).toEqual({ role: 'USER', state: 'active', stage: 3 })
  expect((await call('signIn', { email: one.email, password: `${password}!` })).code).toBe('identity.credentials-invalid')
  const next = await call('signIn', { email: one.email.toUpperCase(), password })
  expect(next.json['status']).toBe('code-required')
  const done = await call('finishSignIn', { challengeId: next.json['challengeId'], code: await codeTo(one.email) })
  expect((await call('getMe', {}, { token: textOf(done.json['accessToken']) })).json).toMatchObject({ email: one.email, stage: 3 })
  const [credential, google] = await accountsOf(one.email)
  expect(credential?.password).toStartWith('$argon2id$v=19$m=19456')
  expect(google).toMatchObject({ provider: 'google', account: '1178' })
  expect((await call('signIn', { email: one.email, password, deviceProof: done.json['deviceProof'] })).json['status']).toBe('signed-in')
})

test('a mailbox nobody had proven keeps neither password nor Google id: its owner comes in by a reset', async () => {
  const one = person({ isVerified: 'f', googleId: newId() })
  expect((await importAll([one]))[0]?.outcome).toBe('invited')
  expect((await call('signIn', { email: one.email, password })).code).toBe('identity.credentials-invalid')
  expect(await accountsOf(one.email)).toEqual([])
  const reset = await call('forgotPassword', { email: one.email })
  const newPassword = `${password} and a river`
  const code = await codeTo(one.email)
  expect((await call('resetPassword', { challengeId: reset.json['challengeId'], code, newPassword })).status).toBe(200)
  expect(await userOf(one.email)).toMatchObject({ state: 'active', stage: 2 })
})

test('no file makes an administrator: the role waits for one who gives it, whatever it was called', async () => {
  const given = ['SUPERADMIN', 'admin', 'FINANCE', 'Expert', 'SALES_HEAD'].map((role) => person({ role }))
  expect((await importAll(given)).map(({ wants }) => wants)).toEqual(['ADMIN', 'ADMIN', 'FINANCE', null, null])
  expect(await Promise.all(given.map(async ({ email }) => (await userOf(email))?.role))).toEqual([
    'USER',
    'USER',
    'USER',
    'EXPERT',
    'SALES_HEAD',
  ])
  const boss = await registered('ADMIN')
  const actor: UserActor = {
    kind: 'user',
    userId: boss.userId,
    role: 'ADMIN',
    sessionId: newId(),
    confirmedAtMs: harness.clock.now().getTime(),
  }
  const [first] = await importAll([given[0] ?? person()])
  const changed = await changeRole(harness.ctx(actor), { userId: first?.userId ?? '', role: 'FINANCE', reason: 'as in the old system' })
  expect(changed.state).toBe('applied')
})

test('twins, strangers to the mailbox, and who is here already: one account each, and what is here stays as it is', async () => {
  const here = await registered()
  const squatted = `${newId()}@example.in`
  await call('signUp', { fullName: 'Somebody Else', email: squatted, password })
  const googleId = newId()
  const [a, b] = [person({ googleId }), person({ googleId })]
  const twin = person({ email: a.email.toUpperCase(), isVerified: 'f' })
  const given = [a, b, twin, person({ email: here.email, role: 'SALES' }), person({ email: squatted })]
  const told = await importAll(given)
  expect(told.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'refused', 'joined', 'created'])
  expect((await accountsOf(b.email)).map(({ provider }) => provider)).toEqual(['credential'])
  expect(await userOf(here.email)).toMatchObject({ role: 'USER' })
  expect(await userOf(squatted)).toMatchObject({ state: 'active', stage: 2 })
  // The same rows again, and another old id for a mailbox that came from there.
  expect((await importAll(given.filter((one) => one !== twin))).map(({ outcome }) => outcome)).toEqual(['known', 'known', 'known', 'known'])
  expect((await importAll([person({ email: a.email })]))[0]?.outcome).toBe('refused')
})

test('eight imports of the same people at once make each of them once, and an erased person stays erased', async () => {
  const profilePhoto = 'https://photos.example.in/asha.png'
  const given = Array.from({ length: 5 }, () => person({ profilePhoto }))
  const all = await Promise.all(Array.from({ length: 8 }, () => importAll(given)))
  expect(all.flat().filter(({ outcome }) => outcome === 'created')).toHaveLength(5)
  const [gone] = all[0] ?? []
  await inTx(harness.ctx(system('test')), (t) => eraseUser(t, gone?.userId ?? ''))
  expect((await importAll(given)).map(({ outcome }) => outcome)).toEqual(given.map(() => 'known'))
  const photos = await rows(
    harness.runtime.driver.db,
    sql`select photo_url as photo from identity.imported_users where old_id in (${given[0]?.oldId ?? ''}, ${given[1]?.oldId ?? ''}) order by photo nulls first`,
  )
  expect(photos.map(({ photo }) => photo)).toEqual([null, profilePhoto])
  expect(await userOf(given[0]?.email ?? '')).toBeUndefined()
})
