import type { Next, Tokens } from '@mas/contracts/identity'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { setSetting } from '../settings/index.ts'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  approveRoleChange,
  changePassword,
  changeRole,
  confirmTotp,
  finishSignIn,
  forgotPassword,
  getMe,
  listSessions,
  refresh,
  removeTotp,
  renewRecoveryCodes,
  resendCode,
  resetFactors,
  resetPassword,
  signIn,
  signOut,
  startStepUp,
  startTotp,
  stepUp,
} from './index.ts'
import { codeOf, stepAt } from './totp-rules.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, codeFor, registered, withRole, actorOf, as, signInByCode } = people(harness, mails)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const bytesOf = (secret: string) => {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
const app = (secret: string, stepsAgo = 0) => codeOf(bytesOf(secret), stepAt(harness.clock.now().getTime()) - stepsAgo)
const nextCode = (secret: string) => {
  harness.clock.advance(30_000)
  return app(secret)
}

async function enrolled(person: { email: string; tokens: Tokens }) {
  const { secret } = await startTotp(await as(person.tokens), {})
  const { recoveryCodes, ...tokens } = await confirmTotp(await as(person.tokens), { totp: app(secret) })
  return { ...person, secret, recoveryCodes, tokens: { ...person.tokens, ...tokens } }
}
async function challengeOf(email: string, deviceProof?: string): Promise<string> {
  const next: Next = await signIn(visitor(), { email, password: goodPassword, ...(deviceProof !== undefined && { deviceProof }) })
  if (next.status !== 'second-factor') throw new Error(`expected a second factor, got ${next.status}`)
  return next.challengeId
}

test('a second factor asked for after the old password opens nothing once the password was changed', async () => {
  const person = await enrolled(await registered())
  const challengeId = await challengeOf(person.email)
  await changePassword(await as(person.tokens), { current: goodPassword, new: 'amber kites above the river' })
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, totp: nextCode(person.secret) }))).toBe('identity.challenge-dead')
})

test('an enrolled person shows a code after the password; the device then skips it, until the factor changes', async () => {
  const person = await enrolled(await registered())
  expect((await getMe(await as(person.tokens), {})).hasTotp).toBe(true)
  const challengeId = await challengeOf(person.email)
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, totp: '000000' }))).toBe('identity.code-invalid')
  const tokens = await finishSignIn(visitor(), { challengeId, totp: nextCode(person.secret) })
  const deviceProof = tokens.deviceProof ?? ''
  expect((await signIn(visitor(), { email: person.email, password: goodPassword, deviceProof })).status).toBe('signed-in')
  harness.clock.advance(30 * 86_400_000)
  await challengeOf(person.email, deviceProof)
  expect(await refusalOf(resendCode(visitor(), { challengeId: await challengeOf(person.email) }))).toBe('identity.challenge-dead')
})

test('the app must be shown on a device that was known before, and after a reset by mail', async () => {
  const first = await registered()
  const elsewhere = await signInByCode(first.email)
  const person = await enrolled(first)
  expect((await signIn(visitor(), { email: person.email, password: goodPassword, deviceProof: first.tokens.deviceProof })).status).toBe(
    'signed-in',
  )
  await challengeOf(person.email, elsewhere.deviceProof)
  expect(await refusalOf(actorOf(elsewhere))).toBe('identity.session-ended')
  harness.clock.advance(61_000)
  const { challengeId } = await forgotPassword(visitor(), { email: person.email })
  const { deviceProof } = await resetPassword(visitor(), { challengeId, code: await codeFor(person.email), newPassword: goodPassword })
  await challengeOf(person.email, deviceProof)
})

test('a mailed code asked for before the app was enrolled opens nothing afterwards', async () => {
  const person = await registered()
  const next = await signIn(visitor(), { email: person.email, password: goodPassword })
  const challengeId = next.status === 'signed-in' ? '' : next.challengeId
  const code = await codeFor(person.email)
  await enrolled(person)
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, code }))).toBe('identity.factor-required')
})

test('of parallel uses of one code exactly one gets in, and the code before the last accepted never does', async () => {
  const person = await enrolled(await registered())
  const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(person.email)))
  const totp = nextCode(person.secret)
  const ended = await Promise.all(challenges.map((challengeId) => refusalOf(finishSignIn(visitor(), { challengeId, totp }))))
  expect(ended.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  harness.clock.advance(13 * 3_600_000)
  const late = await challengeOf(person.email)
  const [current, before] = [app(person.secret), app(person.secret, 1)]
  await finishSignIn(visitor(), { challengeId: late, totp: current })
  for (const old of [current, before])
    expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(person.email), totp: old }))).toBe(
      'identity.code-invalid',
    )
})

test('five wrong codes make strangers wait, not the device on which the app was shown', async () => {
  const person = await enrolled(await registered())
  for (let n = 0; n < 5; n++)
    expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(person.email), totp: '000000' }))).toBe(
      'identity.code-invalid',
    )
  const totp = nextCode(person.secret)
  expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(person.email), totp }))).toBe(
    'identity.too-many-attempts',
  )
  const { deviceProof } = person.tokens
  expect((await signIn(visitor(), { email: person.email, password: goodPassword, deviceProof })).status).toBe('signed-in')
})

test('a recovery code works once, in any spelling, and new ones replace the old', async () => {
  const person = await enrolled(await registered())
  expect(new Set(person.recoveryCodes).size).toBe(10)
  const [first = '', second = ''] = person.recoveryCodes
  const recoveryCode = first.toLowerCase().replaceAll('-', ' ')
  const tokens = await finishSignIn(visitor(), { challengeId: await challengeOf(person.email), recoveryCode })
  expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(person.email), recoveryCode }))).toBe(
    'identity.code-invalid',
  )
  expect((await getMe(await as(tokens), {})).recoveryCodesLeft).toBe(9)
  await renewRecoveryCodes(await as(tokens), {})
  expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(person.email), recoveryCode: second }))).toBe(
    'identity.code-invalid',
  )
})

test('enrolling and stepping up by code renew the tokens; the old ones are stale, the new ones refresh', async () => {
  const before = await registered()
  const person = await enrolled(before)
  expect(await refusalOf(actorOf(before.tokens))).toBe('identity.access-stale')
  harness.clock.advance(11 * 60_000)
  expect(await refusalOf(startTotp(await as(person.tokens), {}))).toBe('request.fresh-sign-in-required')
  expect((await startStepUp(await as(person.tokens), {})).methods).toEqual(['totp', 'password'])
  const totp = app(person.secret)
  const stepped = await stepUp(await as(person.tokens), { totp })
  expect(await refusalOf(stepUp(await as(stepped), { totp }))).toBe('identity.code-invalid')
  const again = await refresh(visitor(), { refreshToken: stepped.refreshToken ?? '', deviceProof: person.tokens.deviceProof })
  const removed = await removeTotp(await as(again), {})
  expect((await getMe(await as(removed), {})).hasTotp).toBe(false)
  await harness.drain()
  expect(mails.filter(({ to, kind }) => to === person.email && kind === 'factor-changed')).toHaveLength(2)
})

test('a privileged person shows the code on every device, keeps a factor, and may replace it', async () => {
  const admin = await enrolled(await withRole('ADMIN'))
  await challengeOf(admin.email, admin.tokens.deviceProof)
  expect(await refusalOf(removeTotp(await as(admin.tokens), {}))).toBe('identity.factor-required')
  const { secret } = await startTotp(await as(admin.tokens), {})
  expect(await refusalOf(confirmTotp(await as(admin.tokens), { totp: '000000' }))).toBe('identity.code-invalid')
  await finishSignIn(visitor(), { challengeId: await challengeOf(admin.email), totp: nextCode(admin.secret) })
  await confirmTotp(await as(admin.tokens), { totp: app(secret) })
  expect(await refusalOf(finishSignIn(visitor(), { challengeId: await challengeOf(admin.email), totp: nextCode(admin.secret) }))).toBe(
    'identity.code-invalid',
  )
})

test('an administrator takes a lost app away, with a note, and nobody their own', async () => {
  const person = await enrolled(await registered())
  const admin = await withRole('ADMIN')
  const { userId } = await actorOf(person.tokens)
  const proofNote = 'called back on the known number'
  await resetFactors(harness.ctx(admin.actor), { userId, proofNote })
  expect(await refusalOf(actorOf(person.tokens))).toBe('identity.session-ended')
  expect((await signIn(visitor(), { email: person.email, password: goodPassword })).status).toBe('code-required')
  expect(await refusalOf(resetFactors(harness.ctx(admin.actor), { userId: admin.userId, proofNote }))).toBe('identity.self-change')
})

test('where a factor is required, a privileged session without one may enrol it, look at itself and sign out', async () => {
  const late = await withRole('SALES')
  const root = await withRole('ADMIN')
  const second = await withRole('ADMIN')
  const setter = harness.ctx(someone('ADMIN'))
  await setSetting(setter, { key: 'identity.require-factor', value: true, baseVersion: 0, reason: 'go-live' })
  const { id: roleChangeId } = await changeRole(harness.ctx(root.actor), { userId: late.userId, role: 'FINANCE', reason: 'joins finance' })
  await approveRoleChange(harness.ctx(second.actor), { roleChangeId })
  expect((await actorOf(late.tokens)).restricted).toBe('enrol-factor')
  const admin = await withRole('ADMIN')
  expect(admin.tokens.restricted).toBe('enrol-factor')
  expect((await getMe(await as(admin.tokens), {})).restricted).toBe('enrol-factor')
  expect(await refusalOf(listSessions(await as(admin.tokens), {}))).toBe('request.forbidden')
  const kept = await refresh(visitor(), { refreshToken: admin.tokens.refreshToken ?? '', deviceProof: admin.tokens.deviceProof })
  expect(kept.restricted).toBe('enrol-factor')
  const { tokens } = await enrolled({ email: admin.email, tokens: kept })
  expect((await listSessions(await as(tokens), {})).items).toHaveLength(1)
  await signOut(await as(tokens), {})
  expect((await registered()).tokens.restricted).toBeUndefined()
})
