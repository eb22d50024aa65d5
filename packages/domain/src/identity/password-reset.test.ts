import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  blockUser,
  changePassword,
  eraseUser,
  forgotPassword,
  getMe,
  getUser,
  provisionUser,
  resetPassword,
  sendPasswordReset,
  signIn,
  stepUp,
} from './index.ts'
import { inTx, type Ctx } from '@mas/kernel'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, withRole, as, actorOf } = people(harness, mails)
const newPassword = 'amber kites above the river'
const idOf = async (tokens: Parameters<typeof as>[0]) => (await getMe(await as(tokens), {})).id

test('an administrator has a reset code mailed with the page that takes it, and learns neither; the person resets by it', async () => {
  const admin = await withRole('ADMIN')
  const { email, tokens } = await registered()
  const userId = await idOf(tokens)
  expect(await sendPasswordReset(harness.ctx(admin.actor), { userId })).toEqual({ ok: true })
  await harness.drain()
  const mail = mails.findLast(({ to }) => to === email)
  expect(mail?.kind).toBe('reset-code')
  const challengeId = mail?.data['link']?.split('#challenge=')[1] ?? ''
  expect(await refusalOf(actorOf(tokens))).toBe('nothing was refused')
  const { deviceProof } = await resetPassword(visitor(), { challengeId, code: mail?.secret ?? '', newPassword })
  expect(await refusalOf(actorOf(tokens))).toBe('identity.session-ended')
  expect((await signIn(visitor(), { email, password: newPassword, deviceProof })).status).toBe('signed-in')
})

test('it needs a fresh sign-in, and is refused for oneself, for the blocked, the erased and those without a mailbox', async () => {
  const admin = await withRole('ADMIN')
  const send = (userId: string) => refusalOf(sendPasswordReset(harness.ctx(admin.actor), { userId }))
  expect(await send(admin.userId)).toBe('identity.self-change')
  expect(await send('019a0000-0000-7000-8000-000000000001')).toBe('identity.user-not-found')
  const blocked = await idOf((await registered()).tokens)
  await blockUser(harness.ctx(admin.actor), { userId: blocked, reasonCode: 'abuse', note: 'x' })
  expect(await send(blocked)).toBe('identity.blocked')
  const gone = await idOf((await registered()).tokens)
  await inTx(harness.ctx(admin.actor), (t) => eraseUser(t, gone))
  expect(await send(gone)).toBe('identity.user-not-found')
  const stale: Ctx = harness.ctx({ ...admin.actor, confirmedAtMs: harness.clock.now().getTime() - 600_000 })
  expect(await refusalOf(sendPasswordReset(stale, { userId: blocked }))).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(sendPasswordReset(await as((await registered()).tokens), { userId: admin.userId }))).toBe('request.forbidden')
})

test('strangers who use up what an address may be sent do not keep an administrator from sending', async () => {
  const admin = await withRole('ADMIN')
  const { email, tokens } = await registered()
  const userId = await idOf(tokens)
  for (let n = 0; n < 25; n++) await refusalOf(forgotPassword(visitor({ ip: `203.0.113.${n}` }), { email }))
  expect(await sendPasswordReset(harness.ctx(admin.actor), { userId })).toEqual({ ok: true })
})

test('somebody invited becomes active by a reset', async () => {
  const admin = await withRole('ADMIN')
  const email = newEmail('invited')
  const { id: userId } = await provisionUser(harness.ctx(admin.actor), { email, fullName: 'Ravi Kumar', role: 'SALES' })
  await sendPasswordReset(harness.ctx(admin.actor), { userId })
  await harness.drain()
  const mail = mails.findLast(({ to, kind }) => to === email && kind === 'reset-code')
  const challengeId = mail?.data['link']?.split('#challenge=')[1] ?? ''
  await resetPassword(visitor(), { challengeId, code: mail?.secret ?? '', newPassword })
  expect(await getUser(harness.ctx(admin.actor), { userId })).toMatchObject({ state: 'active', emailVerified: true })
})

test('one new password makes every other reset code worthless', async () => {
  const { email, tokens } = await registered()
  const first = await forgotPassword(visitor(), { email })
  const firstCode = await codeFor(email)
  harness.clock.advance(61_000)
  const second = await forgotPassword(visitor(), { email })
  await resetPassword(visitor(), { challengeId: second.challengeId, code: await codeFor(email), newPassword })
  const again = { challengeId: first.challengeId, code: firstCode, newPassword: 'yet another quiet sentence' }
  expect(await refusalOf(resetPassword(visitor(), again))).toBe('identity.challenge-dead')
  const owner = await registered()
  const third = await forgotPassword(visitor(), { email: owner.email })
  const thirdCode = await codeFor(owner.email)
  await changePassword(await as(owner.tokens), { current: goodPassword, new: newPassword })
  expect(await refusalOf(resetPassword(visitor(), { challengeId: third.challengeId, code: thirdCode, newPassword: goodPassword }))).toBe(
    'identity.challenge-dead',
  )
  expect(tokens.accessToken).toContain('.')
})

test('confirming by a password that was changed while it was compared confirms nothing', async () => {
  const { tokens } = await registered()
  const owner = await as(tokens)
  const { auth } = owner.infra
  const compareThenWait = async (...given: Parameters<typeof auth.verifyPassword>) => {
    const answer = await auth.verifyPassword(...given)
    await changePassword(owner, { current: goodPassword, new: newPassword, endOthers: false })
    return answer
  }
  const late: Ctx = { ...owner, infra: { ...owner.infra, auth: Object.assign(Object.create(auth), { verifyPassword: compareThenWait }) } }
  expect(await refusalOf(stepUp(late, { password: goodPassword }))).toBe('identity.credentials-invalid')
  expect((await stepUp(owner, { password: newPassword })).accessToken).toContain('.')
})
