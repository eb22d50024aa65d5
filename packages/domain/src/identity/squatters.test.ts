import { inTx, system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  bootstrapAdmin,
  confirmEmailChange,
  ensureUser,
  getMe,
  getUser,
  provisionUser,
  redeemInvite,
  resolveAccess,
  signUp,
  startEmailChange,
  userCards,
  verifyEmail,
} from './index.ts'
import { prune } from './prune.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, withRole, as } = people(harness, mails)
/** A stranger types an address that is not theirs, and leaves it at that. */
const squatted = async () => {
  const email = newEmail('victim')
  const { challengeId } = await signUp(visitor(), { fullName: 'Mallory', email, password: goodPassword })
  return { email, challengeId }
}
const linkTo = async (email: string) => {
  await harness.drain()
  return mails.findLast((mail) => mail.to === email && mail.kind === 'invite')?.secret?.split('#token=')[1] ?? ''
}

test('the first administrator is not kept from their address by a stranger’s unfinished sign-up, nor let in by its password', async () => {
  const { email, challengeId } = await squatted()
  const code = await codeFor(email)
  const { userId, activationUrl } = await bootstrapAdmin(harness.ctx(system('cli')), { email, fullName: 'Meera Nair' })
  expect(await refusalOf(verifyEmail(visitor(), { challengeId, code }))).toBe('identity.challenge-dead')
  const token = activationUrl.split('#token=')[1] ?? ''
  expect(await refusalOf(redeemInvite(visitor(), { token, password: 'short one 14 c' }))).toBe('identity.password-weak')
  const tokens = await redeemInvite(visitor(), { token, password: goodPassword })
  expect(await resolveAccess(visitor(), tokens.accessToken)).toMatchObject({ userId, role: 'ADMIN' })
  expect((await getMe(await as(tokens), {})).fullName).toBe('Meera Nair')
})

test('staff is provisioned at an address that a stranger has typed, with the name and role the administrator gave', async () => {
  const { email } = await squatted()
  const admin = harness.ctx((await withRole('ADMIN')).actor)
  const { id } = await provisionUser(admin, { email, fullName: 'Ravi Kumar', role: 'SALES' })
  expect(await getUser(admin, { userId: id })).toMatchObject({ state: 'invited', role: 'SALES', fullName: 'Ravi Kumar' })
  await redeemInvite(visitor(), { token: await linkTo(email), password: goodPassword })
  expect(await getUser(admin, { userId: id })).toMatchObject({ state: 'active', role: 'SALES' })
  expect(await refusalOf(provisionUser(admin, { email, fullName: 'Ravi Kumar', role: 'SALES' }))).toBe('identity.email-taken')
})

test('whom another domain meets gets the invitation, their name, and is not erased with unfinished sign-ups; their own sign-up goes on', async () => {
  const { email, challengeId } = await squatted()
  const code = await codeFor(email)
  const met = () =>
    inTx(harness.ctx(system('test')), (t) => ensureUser(t, { email, fullName: 'Gita Shah', source: 'admissions.enrolment' }))
  const ids = (await Promise.all([met(), met(), met()])).map(({ userId }) => userId)
  expect(new Set(ids).size).toBe(1)
  const [userId = ''] = ids
  expect((await userCards(visitor(), [userId])).get(userId)).toMatchObject({ state: 'invited', fullName: 'Gita Shah' })
  expect(await linkTo(email)).not.toBe('')
  expect(mails.filter((mail) => mail.to === email && mail.kind === 'invite')).toHaveLength(1)
  await verifyEmail(visitor(), { challengeId, code })
  const { email: other } = await squatted()
  const kept = await inTx(harness.ctx(system('test')), (t) =>
    ensureUser(t, { email: other, fullName: 'Dev Roy', source: 'admissions.enrolment' }),
  )
  harness.clock.advance(31 * 86_400_000)
  await prune(harness.ctx(system('identity.prune')))
  expect((await userCards(visitor(), [kept.userId])).get(kept.userId)).toMatchObject({ state: 'invited', email: other })
})

test('whoever proves a mailbox gets it as their new address, although a stranger has typed it; a proven one stays taken', async () => {
  const { email: wanted, challengeId: squatters } = await squatted()
  const code = await codeFor(wanted)
  const { tokens } = await registered()
  const mine = await as(tokens)
  harness.clock.advance(61_000)
  const asked = await startEmailChange(mine, { newEmail: wanted })
  await confirmEmailChange(mine, { challengeId: asked.challengeId, code: await codeFor(wanted) })
  expect((await getMe(mine, {})).email).toBe(wanted)
  expect(await refusalOf(verifyEmail(visitor(), { challengeId: squatters, code }))).toBe('identity.challenge-dead')
  const { tokens: second } = await registered()
  const again = await startEmailChange(await as(second), { newEmail: wanted })
  const theirs = await codeFor(wanted)
  expect(await refusalOf(confirmEmailChange(await as(second), { challengeId: again.challengeId, code: theirs }))).toBe(
    'identity.email-taken',
  )
})
