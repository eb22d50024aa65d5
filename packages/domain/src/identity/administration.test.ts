import { inTx, system, type Ctx } from '@mas/kernel'
import { sql } from '@mas/db'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  approveRoleChange,
  blockUser,
  bootstrapAdmin,
  changePassword,
  changeRole,
  endOtherSessions,
  endUserSessions,
  ensureUser,
  findByVerifiedEmail,
  getUser,
  listSignIns,
  listUsers,
  provisionUser,
  redeemInvite,
  refresh,
  rejectRoleChange,
  signIn,
  stepUp,
  unblockUser,
  updateProfile,
  userCards,
  usersWithRole,
} from './index.ts'
import { sweep } from './sweep.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, registered, withRole, onlyAdmin, actorOf, as, events } = people(harness, mails)
const reason = 'the team has changed'
const admin = async (made: ReturnType<typeof withRole> = withRole('ADMIN')) => ({ ...(await made), ctx: harness.ctx((await made).actor) })
const idOf = async (ctx: Ctx, email: string) => (await listUsers(ctx, { email })).items[0]?.id ?? 'nobody'

test('the first administrator comes from the command line once, however many ask', async () => {
  const ask = () => bootstrapAdmin(harness.ctx(system('cli')), { email: newEmail('root') })
  const made = await Promise.all(Array.from({ length: 5 }, () => ask().catch((error: unknown) => error)))
  const links = made.flatMap((one) => (one instanceof Error ? [] : [Reflect.get(Object(one), 'activationUrl')]))
  expect(links).toHaveLength(1)
  expect(await refusalOf(ask())).toBe('identity.admin-exists')
  const token = String(links[0]).split('#token=')[1] ?? ''
  expect(await refusalOf(redeemInvite(visitor(), { token, password: 'tenletters' }))).toBe('identity.password-weak')
  const both = await Promise.all([1, 2].map(() => refusalOf(redeemInvite(visitor(), { token, password: goodPassword }))))
  expect(both.toSorted()).toEqual(['identity.ticket-invalid', 'nothing was refused'])
  expect(await refusalOf(bootstrapAdmin(harness.ctx(someone('ADMIN')), { email: newEmail() }))).toBe('request.forbidden')
})

test('a provisioned person is invited, activates by link within 72 hours, and cannot be provisioned twice', async () => {
  const { ctx } = await admin()
  const email = newEmail('mentor')
  const user = await provisionUser(ctx, { email, fullName: 'Sana Khan', role: 'EXPERT' })
  expect(user).toMatchObject({ state: 'invited', role: 'EXPERT', class: 'staff', emailVerified: false })
  expect(await refusalOf(provisionUser(ctx, { email: email.toUpperCase(), fullName: 'Sana', role: 'USER' }))).toBe('identity.email-taken')
  await harness.drain()
  const token = mails.find((mail) => mail.to === email)?.secret?.split('#token=')[1] ?? ''
  harness.clock.advance(72 * 3_600_000)
  expect(await refusalOf(redeemInvite(visitor(), { token, password: goodPassword }))).toBe('identity.ticket-invalid')
})

test('a block ends every session at once and is told; lifted or lapsed, one signs in again', async () => {
  const { ctx } = await admin()
  const { email, tokens } = await registered()
  const userId = await idOf(ctx, email)
  const until = new Date(harness.clock.now().getTime() + 3_600_000).toISOString()
  expect(await blockUser(ctx, { userId, reasonCode: 'spam', note: 'sends links', until })).toMatchObject({
    state: 'blocked',
    reasonCode: 'spam',
    blockedUntil: until,
  })
  expect(await refusalOf(actorOf(tokens))).toBe('identity.blocked')
  expect(await refusalOf(refresh(visitor(), { refreshToken: tokens.refreshToken ?? '', deviceProof: tokens.deviceProof ?? '' }))).toBe(
    'identity.session-ended',
  )
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.blocked')
  expect(await refusalOf(signIn(visitor(), { email, password: 'something else' }))).toBe('identity.credentials-invalid')
  expect(await events('identity.user-blocked')).toEqual([expect.objectContaining({ userId, reasonCode: 'spam' })])
  expect((await unblockUser(ctx, { userId, note: 'a mistake' })).state).toBe('active')
  expect(await refusalOf(actorOf(tokens))).toBe('identity.session-ended')
  await blockUser(ctx, { userId, reasonCode: 'spam', note: 'again', until })
  harness.clock.set(until)
  await sweep(harness.ctx(system('identity.sweep')))
  expect((await signIn(visitor(), { email, password: goodPassword })).status).toBe('code-required')
})

test('two administrators acting on each other at the same moment leave exactly one', async () => {
  const [a, b] = [await admin(onlyAdmin()), await admin()]
  const outcomes = await Promise.all([
    refusalOf(changeRole(a.ctx, { userId: b.userId, role: 'USER', reason })),
    refusalOf(blockUser(b.ctx, { userId: a.userId, reasonCode: 'left', note: 'left' })),
  ])
  expect(outcomes.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(['identity.session-ended', 'identity.last-admin']).toContain(outcomes.find((one) => one !== 'nothing was refused') ?? '')
  const left = await usersWithRole(a.ctx, 'ADMIN')
  expect(left).toHaveLength(1)
  const last = left[0] === a.userId ? a : b
  expect(await refusalOf(changeRole(last.ctx, { userId: last.userId, role: 'USER', reason }))).toBe('identity.self-change')
})

test('a single administrator gives FINANCE alone; with two a second one must approve within 24 hours', async () => {
  const a = await admin(onlyAdmin())
  const [first, second, third] = [await withRole('SALES'), await withRole('SALES'), await withRole('SALES')]
  expect(await changeRole(a.ctx, { userId: first.userId, role: 'FINANCE', reason })).toMatchObject({
    state: 'applied',
    from: 'SALES',
    to: 'FINANCE',
  })
  const b = await admin()
  const pending = await changeRole(a.ctx, { userId: second.userId, role: 'FINANCE', reason })
  expect(pending.state).toBe('pending')
  expect((await getUser(a.ctx, { userId: second.userId })).role).toBe('SALES')
  expect(await refusalOf(changeRole(b.ctx, { userId: second.userId, role: 'ADMIN', reason }))).toBe('identity.role-change-pending')
  expect(await refusalOf(approveRoleChange(a.ctx, { roleChangeId: pending.id }))).toBe('identity.approver-is-requester')
  const both = await Promise.all([1, 2].map(() => refusalOf(approveRoleChange(b.ctx, { roleChangeId: pending.id }))))
  expect(both.toSorted()).toEqual(['identity.role-change-expired', 'nothing was refused'])
  expect((await getUser(a.ctx, { userId: second.userId })).role).toBe('FINANCE')
  const turnedDown = await changeRole(a.ctx, { userId: third.userId, role: 'ADMIN', reason })
  expect((await rejectRoleChange(b.ctx, { roleChangeId: turnedDown.id })).state).toBe('rejected')
  const late = await changeRole(a.ctx, { userId: third.userId, role: 'ADMIN', reason })
  harness.clock.advance(24 * 3_600_000)
  const c = harness.ctx({ ...b.actor, confirmedAtMs: harness.clock.now().getTime() })
  expect(await refusalOf(approveRoleChange(c, { roleChangeId: late.id }))).toBe('identity.role-change-expired')
})

test('a role change counts from the next request on and cuts open sessions, never lengthens them', async () => {
  const { ctx } = await admin()
  const { email, tokens } = await registered()
  await changeRole(ctx, { userId: await idOf(ctx, email), role: 'SALES', reason })
  expect((await actorOf(tokens)).role).toBe('SALES')
  harness.clock.advance(24 * 3_600_000)
  expect(await refusalOf(refresh(visitor(), { refreshToken: tokens.refreshToken ?? '', deviceProof: tokens.deviceProof ?? '' }))).toBe(
    'identity.session-ended',
  )
})

test('changing the password needs the present one, ends the other sessions, and asks for confirmation where it matters', async () => {
  const { email, tokens } = await registered()
  const other = await signIn(visitor(), { email, password: goodPassword, deviceProof: tokens.deviceProof })
  const ctx = await as(tokens)
  const next = 'one more quiet sentence'
  expect(await refusalOf(changePassword(ctx, { current: 'not this one', new: next }))).toBe('identity.credentials-invalid')
  expect(await refusalOf(changePassword(ctx, { current: goodPassword, new: goodPassword }))).toBe('identity.password-unchanged')
  await changePassword(ctx, { current: goodPassword, new: next })
  if (other.status === 'signed-in') expect(await refusalOf(actorOf(other.tokens))).toBe('identity.session-ended')
  expect(await refusalOf(actorOf(tokens))).toBe('nothing was refused')
  harness.clock.advance(10 * 60_000)
  expect(await refusalOf(endOtherSessions(ctx, {}))).toBe('request.fresh-sign-in-required')
  const fresh = await stepUp(ctx, { password: next })
  expect(await endOtherSessions(await as(fresh), {})).toEqual({ ended: 0 })
})

test('parallel calls of other domains make one invited account, and find the verified ones', async () => {
  const email = newEmail('lead')
  const made = await Promise.all(
    Array.from({ length: 10 }, () =>
      inTx(harness.ctx(system('test')), (t) => ensureUser(t, { email, fullName: 'Nila Das', source: 'test' })),
    ),
  )
  expect(new Set(made.map((one) => one.userId)).size).toBe(1)
  expect(made.filter((one) => one.created)).toHaveLength(1)
  const ctx = harness.ctx(system('test'))
  expect(await findByVerifiedEmail(ctx, email)).toBeUndefined()
  const { userId } = await inTx(ctx, (t) => ensureUser(t, { verifiedPhone: '9876500001', fullName: 'By Phone', source: 'test' }))
  expect((await userCards(ctx, [userId, made[0]?.userId ?? userId])).get(userId)).toMatchObject({
    phone: '+919876500001',
    phoneVerified: true,
    email: null,
  })
})

test('only administrators see people, and nobody sees the sign-ins of others', async () => {
  const { email, tokens } = await registered()
  const { ctx } = await admin()
  const own = await as(tokens)
  expect(await refusalOf(listUsers(own, {}))).toBe('request.forbidden')
  expect(await refusalOf(getUser(ctx, { userId: crypto.randomUUID() }))).toBe('identity.user-not-found')
  expect(await refusalOf(listSignIns(own, { userId: crypto.randomUUID() }))).toBe('identity.user-not-found')
  expect((await listSignIns(ctx, { userId: await idOf(ctx, email) })).items).toHaveLength(1)
  const first = await listUsers(ctx, { limit: 2 })
  const second = await listUsers(ctx, { limit: 2, cursor: first.nextCursor ?? '' })
  expect(new Set([...first.items, ...second.items].map((user) => user.id)).size).toBe(4)
  expect(await refusalOf(updateProfile(own, { phone: '12345' }))).toBe('identity.phone-invalid')
  expect((await endUserSessions(ctx, { userId: await idOf(ctx, email) })).ended).toBe(1)
})

test('open connections of an ended session are told on every process, once it is committed', async () => {
  const heard: string[] = []
  const { close } = await harness.runtime.driver.listen(
    'mas_live',
    (topic) => heard.push(topic),
    () => {},
  )
  const { ctx } = await admin()
  const { email, tokens } = await registered()
  const { sessionId } = await actorOf(tokens)
  await blockUser(ctx, { userId: await idOf(ctx, email), reasonCode: 'spam', note: 'sends links' })
  while (!heard.includes(`identity.ended:${sessionId}`)) await harness.runtime.driver.db.execute(sql`select pg_sleep(0.01)`)
  await close()
  expect(heard).toContain(`identity.ended:${sessionId}`)
})
