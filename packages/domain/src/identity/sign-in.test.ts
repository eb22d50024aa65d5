import { rows, sql } from '@mas/db'
import { AppError } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  finishSignIn,
  forgotPassword,
  getMe,
  listSessions,
  listSignIns,
  resetPassword,
  resolveAccess,
  signIn,
  signOut,
  signUp,
  verifyEmail,
} from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, withRole, actorOf, as, signInByCode, events } = people(harness, mails)
const wrong = (email: string, facts = {}) => refusalOf(signIn(visitor(), { email, password: `${goodPassword}!`, ...facts }))

test('five wrong passwords make an unknown device wait a minute and never delay the known one', async () => {
  const { email, tokens } = await registered()
  const deviceProof = tokens.deviceProof ?? ''
  harness.clock.set('2026-11-24T04:30:00.000Z')
  for (let n = 0; n < 5; n++) expect(await wrong(email)).toBe('identity.credentials-invalid')
  const thrown: unknown = await signIn(visitor(), { email, password: goodPassword }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(AppError)
  expect(thrown).toMatchObject({ code: 'identity.too-many-attempts', details: { retryAfterSeconds: 60 } })
  harness.clock.set('2026-11-24T04:30:01.000Z')
  expect((await signIn(visitor(), { email, password: goodPassword, deviceProof })).status).toBe('signed-in')
  expect(await wrong(email)).toBe('identity.too-many-attempts')
  harness.clock.set('2026-11-24T04:31:00.000Z')
  expect((await signIn(visitor(), { email, password: goodPassword })).status).toBe('code-required')
})

test('the wait is the same for an address nobody has, and forty parallel guesses compare at most five', async () => {
  const email = newEmail('nobody')
  const codes = await Promise.all(Array.from({ length: 40 }, () => wrong(email)))
  expect(codes.filter((code) => code === 'identity.credentials-invalid')).toHaveLength(5)
  expect(codes.filter((code) => code === 'identity.too-many-attempts')).toHaveLength(35)
})

test('ten failures from a known device make it unknown, which is all that happens', async () => {
  const { email, tokens } = await registered()
  const deviceProof = tokens.deviceProof ?? ''
  for (let n = 0; n < 10; n++) expect(await wrong(email, { deviceProof })).toBe('identity.credentials-invalid')
  expect((await signIn(visitor(), { email, password: goodPassword, deviceProof })).status).toBe('code-required')
  expect(await refusalOf(actorOf(tokens))).toBe('nothing was refused')
})

test('Mr. Hire admits recruiters and administrators: at sign-in after the password, and on every request', async () => {
  const { email, tokens } = await registered()
  const hire = () => visitor({ platform: 'mr-hire' })
  expect(await refusalOf(signIn(hire(), { email, password: goodPassword }))).toBe('identity.platform-refused')
  expect(await refusalOf(signIn(hire(), { email, password: 'quite another thing' }))).toBe('identity.credentials-invalid')
  expect(await refusalOf(resolveAccess(hire(), tokens.accessToken))).toBe('identity.platform-refused')
  const recruiter = await withRole('EXTERNAL_HR')
  expect((await actorOf(recruiter.tokens, 'mr-hire')).role).toBe('EXTERNAL_HR')
})

test('from an unknown device a mailed code follows, the person is told, and the device is known afterwards', async () => {
  const { email } = await registered()
  const tokens = await signInByCode(email)
  await harness.drain()
  expect(mails.filter((mail) => mail.to === email).map((mail) => mail.kind)).toEqual(['code', 'code', 'new-device'])
  expect((await signIn(visitor(), { email, password: goodPassword, deviceProof: tokens.deviceProof })).status).toBe('signed-in')
  const { email: other } = await registered()
  expect((await signIn(visitor(), { email: other, password: goodPassword, deviceProof: tokens.deviceProof })).status).toBe('code-required')
})

test('a privileged person proves the mailbox at every sign-in, known device or not', async () => {
  const admin = await withRole('ADMIN')
  expect((await signIn(visitor(), { email: admin.email, password: goodPassword, deviceProof: admin.tokens.deviceProof })).status).toBe(
    'code-required',
  )
})

test('who becomes privileged while a sign-in waits for the row proves the mailbox as well', async () => {
  const { email, tokens } = await registered()
  const { db } = harness.runtime.driver
  const waits = async () =>
    (await rows(db, sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0
  const next = await harness.runtime.driver.transaction(async (tx) => {
    await rows(tx, sql`update identity.users set role = 'ADMIN' where email = ${email}`)
    const asked = signIn(visitor(), { email, password: goodPassword, deviceProof: tokens.deviceProof })
    while (!(await waits())) await new Promise((resume) => setTimeout(resume, 5))
    return { asked }
  })
  expect((await next.asked).status).toBe('code-required')
})

test('an unfinished sign-up with this password asks for its code; another password tells nothing', async () => {
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName: 'Asha Rao', email, password: goodPassword })
  harness.clock.advance(61_000)
  expect(await signIn(visitor(), { email, password: goodPassword })).toEqual({ status: 'verify-email', challengeId, methods: ['email'] })
  expect((await verifyEmail(visitor(), { challengeId, code: await codeFor(email) })).refreshToken).toStartWith('mrt_')
  const unfinished = newEmail()
  await signUp(visitor(), { fullName: 'Asha Rao', email: unfinished, password: goodPassword })
  expect(await wrong(unfinished)).toBe('identity.credentials-invalid')
})

test('a reset by mailed code ends all sessions, forgives the failures and lets the new password in', async () => {
  const { email, tokens } = await registered()
  for (let n = 0; n < 5; n++) await wrong(email)
  const { challengeId } = await forgotPassword(visitor(), { email })
  const code = await codeFor(email)
  const next = 'another fine sentence here'
  const { deviceProof } = await resetPassword(visitor(), { challengeId, code, newPassword: next })
  expect(await refusalOf(actorOf(tokens))).toBe('identity.session-ended')
  expect((await signIn(visitor(), { email, password: next, deviceProof })).status).toBe('signed-in')
  expect(await refusalOf(resetPassword(visitor(), { challengeId, code, newPassword: next }))).toBe('identity.challenge-dead')
  expect(Object.keys(await forgotPassword(visitor(), { email: newEmail('nobody') })).toSorted()).toEqual([
    'challengeId',
    'codeExpiresAt',
    'resendAt',
  ])
})

test('a code completes one sign-in only, however many ask at once', async () => {
  const { email } = await registered()
  const next = await signIn(visitor(), { email, password: goodPassword })
  const challengeId = next.status === 'signed-in' ? '' : next.challengeId
  const code = await codeFor(email)
  const codes = await Promise.all(Array.from({ length: 5 }, () => refusalOf(finishSignIn(visitor(), { challengeId, code }))))
  expect(codes.filter((one) => one === 'nothing was refused')).toHaveLength(1)
})

test('the eleventh session displaces the least recently used, and signing out ends one at once', async () => {
  const { email, tokens } = await registered()
  const deviceProof = tokens.deviceProof ?? ''
  const opened = []
  for (let n = 0; n < 10; n++) {
    harness.clock.advance(1000)
    const next = await signIn(visitor(), { email, password: goodPassword, deviceProof })
    if (next.status === 'signed-in') opened.push(next.tokens)
  }
  expect(opened).toHaveLength(10)
  expect(await refusalOf(actorOf(tokens))).toBe('identity.session-ended')
  const last = opened.at(-1)
  if (last === undefined) throw new Error('no session')
  expect((await listSessions(await as(last), {})).items).toHaveLength(10)
  const ctx = await as(last)
  await signOut(ctx, {})
  expect(await refusalOf(actorOf(last))).toBe('identity.session-ended')
})

test('parallel sign-ins never leave more open sessions than allowed', async () => {
  const seller = await withRole('SALES')
  const deviceProof = seller.tokens.deviceProof ?? ''
  const made = await Promise.all(
    Array.from({ length: 12 }, () => signIn(visitor(), { email: seller.email, password: goodPassword, deviceProof })),
  )
  expect(made.every((next) => next.status === 'signed-in')).toBe(true)
  expect((await listSessions(harness.ctx(seller.actor), {})).items).toHaveLength(5)
})

test('every try leaves a row that its person sees, refused ones too, and access tokens are checked strictly', async () => {
  const { email, tokens } = await registered()
  harness.clock.advance(1000)
  await wrong(email)
  const { items } = await listSignIns(await as(tokens), {})
  expect(items.map((row) => [row.method, row.outcome, row.reason])).toEqual([
    ['password', 'refused', 'identity.credentials-invalid'],
    ['verify-email', 'success', null],
  ])
  expect(await events('identity.signed-in')).not.toHaveLength(0)
  const [header = '', payload = '', signature = ''] = tokens.accessToken.split('.')
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  for (const forged of [
    `${none}.${payload}.`,
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    'nonsense',
    `${header}.${Buffer.from('{}').toString('base64url')}.${signature}`,
  ])
    expect(await refusalOf(resolveAccess(visitor(), forged))).toBe('identity.access-invalid')
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).not.toHaveProperty('role')
  harness.clock.advance(15 * 60_000)
  expect(await refusalOf(resolveAccess(visitor(), tokens.accessToken))).toBe('identity.access-expired')
  expect(await refusalOf(getMe(visitor(), {}))).toBe('request.unauthenticated')
})
