import type { Ctx } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  changePassword,
  finishSignIn,
  forgotPassword,
  getMe,
  signIn,
  signUp,
  startEmailChange,
  updateProfile,
  verifyEmail,
} from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, as, signInByCode } = people(harness, mails)
const fullName = 'Asha Rao'
const otherPassword = 'amber kites above the river'

/** A caller whose password comparisons are counted. */
function counted(ctx: Ctx): { ctx: Ctx; hashes: () => number } {
  let hashes = 0
  const { auth } = ctx.infra
  const counting = Object.assign(Object.create(auth), {
    verifyPassword: (...given: Parameters<typeof auth.verifyPassword>) => {
      hashes += 1
      return auth.verifyPassword(...given)
    },
  })
  return { ctx: { ...ctx, infra: { ...ctx.infra, auth: counting } }, hashes: () => hashes }
}

test('a wrong password costs one hash, whether the address is unknown, verified, or waits with three sign-ups', async () => {
  const waiting = newEmail()
  for (const end of ['a', 'b', 'c']) {
    await signUp(visitor(), { fullName, email: waiting, password: `${goodPassword} ${end}` })
    harness.clock.advance(60_000)
  }
  const { email: verified } = await registered()
  for (const email of [newEmail('nobody'), waiting, verified]) {
    const { ctx, hashes } = counted(visitor())
    expect(await refusalOf(signIn(ctx, { email, password: otherPassword }))).toBe('identity.credentials-invalid')
    expect(hashes()).toBe(1)
  }
  expect((await signIn(visitor(), { email: waiting, password: `${goodPassword} b` })).status).toBe('verify-email')
})

test('strangers who ask for mails to an address do not use up what its owner may have', async () => {
  const { email } = await registered()
  for (let n = 0; n < 19; n++) await forgotPassword(visitor({ ip: `203.0.113.${n}` }), { email })
  expect(await refusalOf(forgotPassword(visitor({ ip: '203.0.113.99' }), { email }))).toBe('identity.too-many-attempts')
  expect((await signInByCode(email)).accessToken).toContain('.')
})

test('a sign-in under way with the old password opens nothing once the password was changed', async () => {
  const { email, tokens } = await registered()
  const owner = await as(tokens)
  const deviceProof = tokens.deviceProof ?? ''
  const begun = await signIn(visitor(), { email, password: goodPassword })
  const code = await codeFor(email)
  const slow = visitor()
  const { auth } = slow.infra
  const compareThenWait = async (...given: Parameters<typeof auth.verifyPassword>) => {
    const answer = await auth.verifyPassword(...given)
    await changePassword(owner, { current: goodPassword, new: otherPassword })
    return answer
  }
  const late: Ctx = { ...slow, infra: { ...slow.infra, auth: Object.assign(Object.create(auth), { verifyPassword: compareThenWait }) } }
  expect(await refusalOf(signIn(late, { email, password: goodPassword, deviceProof }))).toBe('identity.credentials-invalid')
  const challengeId = 'challengeId' in begun ? begun.challengeId : ''
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, code }))).toBe('identity.challenge-dead')
})

test('a name is one line that hides nothing and links nowhere, because it opens mails', async () => {
  const names = [
    'A\r\nBcc: b@example.in',
    'A\n\nYour account is locked',
    'Prize at https://example.in/x',
    'WWW.example.in',
    '\u202egnp.exe',
    'A\u2028B',
    'Asha\u200b',
    'Asha\u{e0041}',
    '\u3164',
    'You won: win5000.com',
    'bit.ly/x',
    'ｗｉｎ５０００．ｃｏｍ',
    'win5000。com',
    'asha@example.in',
    '. . .',
  ]
  for (const name of names) {
    expect(await refusalOf(signUp(visitor(), { fullName: name, email: newEmail(), password: goodPassword }))).toBe('request.invalid')
  }
  const { tokens } = await registered()
  for (const name of ['Ravi S/O Mohan', 'Dr.Meera O’Neil', 'A.P.J.Abdul', 'S.De', 'आशा राव', 'श्री\u200dमती', 'José']) {
    expect((await updateProfile(await as(tokens), { fullName: name })).fullName).toBe(name)
  }
})

test('a code to a mailbox that is not proven carries no word of whoever asked for it', async () => {
  const [stranger, taken] = [newEmail(), newEmail()]
  const { challengeId } = await signUp(visitor(), { fullName: 'Urgent, call 1800 555', email: stranger, password: goodPassword })
  await harness.drain()
  expect(mails.find(({ to }) => to === stranger)?.data).not.toHaveProperty('name')
  const owner = await as(await verifyEmail(visitor(), { challengeId, code: await codeFor(stranger) }))
  await startEmailChange(owner, { newEmail: taken })
  await harness.drain()
  expect(mails.findLast(({ to }) => to === taken)?.data).not.toHaveProperty('name')
  harness.clock.advance(60_000)
  await forgotPassword(visitor(), { email: stranger })
  await harness.drain()
  expect(mails.findLast(({ to }) => to === stranger)?.data).toMatchObject({ name: 'Urgent, call 1800 555' })
})

test('a zone or language nobody knows is refused, because deliveries are timed and worded by them', async () => {
  const { tokens } = await registered()
  const ctx = await as(tokens)
  for (const change of [{ zone: 'No/Where' }, { zone: "'; drop table users" }, { locale: 'zz-!!' }, { locale: 'x' }])
    expect(await refusalOf(updateProfile(ctx, change))).toBe('request.invalid')
  await updateProfile(ctx, { zone: 'Europe/Berlin', locale: 'hi-IN' })
  expect(await getMe(ctx, {})).toMatchObject({ zone: 'Europe/Berlin', locale: 'hi-IN' })
})
