import { createHash } from 'node:crypto'
import type { GooglePerson } from '@mas/kernel/ports/google-identity'
import { fail } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  finishGoogle,
  finishSignIn,
  forgotPassword,
  getMe,
  redeemTicket,
  resetPassword,
  signIn,
  signInWithGoogleToken,
  signUp,
  startGoogle,
} from './index.ts'

const { mails, ports } = fakePorts()
/** What Google says to the code of that name; a code works once. */
const answers = new Map<string, GooglePerson>()
/** Whom the id token with this nonce speaks of. */
const tokens = new Map<string, GooglePerson>()
const harness = useHarness({
  ports: {
    ...ports,
    googleIdentity: {
      mode: 'sandbox',
      authorizationUrl: ({ state }) => Promise.resolve({ outcome: 'ok', value: `https://google.test/authorize?state=${state}` }),
      exchange: ({ code }) => {
        const value = answers.get(code)
        answers.delete(code)
        if (code === 'hangs') return Promise.resolve({ outcome: 'in_doubt', reason: 'time-out' })
        return Promise.resolve(
          value === undefined ? { outcome: 'refused', reason: 'invalid_grant', retry: 'never' } : { outcome: 'ok', value },
        )
      },
      checkToken: ({ idToken, nonce }) => {
        const value = tokens.get(`${idToken} ${nonce}`)
        return Promise.resolve(value === undefined ? { outcome: 'refused', reason: 'nonce', retry: 'never' } : { outcome: 'ok', value })
      },
    },
  },
})
const { visitor, newEmail, codeFor, registered, as, events } = people(harness, mails)
const returnTo = 'http://localhost:5173/signed-in'
const codeVerifier = 'v'.repeat(43)
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')

async function state(): Promise<string> {
  const { url } = await startGoogle(visitor(), { returnTo, codeChallenge })
  return new URL(url).searchParams.get('state') ?? ''
}
async function comeBack(person: Partial<GooglePerson> & { subject: string }): Promise<string> {
  answers.set(`code-${person.subject}`, { emailVerified: true, name: 'Gita Shah', ...person })
  const { redirectTo } = await finishGoogle(visitor(), { code: `code-${person.subject}`, state: await state() })
  if (!redirectTo.startsWith(`${returnTo}#ticket=`)) throw fail('request.internal')
  return redirectTo.split('#ticket=')[1] ?? ''
}

test('a new Google person is registered verified once, and signs in with the ticket in the browser that began', async () => {
  const email = newEmail('gita')
  const ticket = await comeBack({ subject: 's1', email })
  expect(await events('identity.user-registered')).toEqual([expect.objectContaining({ method: 'google', verified: true })])
  const next = await redeemTicket(visitor(), { ticket, codeVerifier })
  if (next.status !== 'code-required') throw new Error(next.status)
  const tokens = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) })
  expect(await getMe(await as(tokens), {})).toMatchObject({ email, stage: 2, hasGoogle: true, hasPassword: false })
  const again = await redeemTicket(visitor(), {
    ticket: await comeBack({ subject: 's1', email: 'moved@example.in' }),
    codeVerifier,
    deviceProof: tokens.deviceProof,
  })
  expect(again.status).toBe('signed-in')
  // Somebody with Google only has no password, which sign-in does not tell.
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.credentials-invalid')
})

test('a ticket works once, for 60 seconds, and only with its verifier', async () => {
  const stolen = await comeBack({ subject: 's2', email: newEmail('gita') })
  expect(await refusalOf(redeemTicket(visitor(), { ticket: stolen, codeVerifier: 'w'.repeat(43) }))).toBe('identity.ticket-invalid')
  expect(await refusalOf(redeemTicket(visitor(), { ticket: stolen, codeVerifier }))).toBe('identity.ticket-invalid')
  const late = await comeBack({ subject: 's2', email: newEmail('gita') })
  harness.clock.advance(60_000)
  expect(await refusalOf(redeemTicket(visitor(), { ticket: late, codeVerifier }))).toBe('identity.ticket-invalid')
})

test('an account of ours is linked at once where Google speaks for the mailbox, and after a mailed code elsewhere', async () => {
  const { email: own } = await registered()
  const next = await redeemTicket(visitor(), { ticket: await comeBack({ subject: 's3', email: own }), codeVerifier })
  if (next.status === 'signed-in') throw new Error('linked without a code')
  const linked = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(own) })
  expect(await getMe(await as(linked), {})).toMatchObject({ email: own, hasGoogle: true, hasPassword: true })
  const { email: workspace, tokens } = await registered()
  await comeBack({ subject: 's4', email: workspace, hostedDomain: 'example.in' })
  expect(await getMe(await as(tokens), {})).toMatchObject({ hasGoogle: true })
})

test('another Google account with the same address gets in nowhere: an address can change hands, the account that was linked cannot', async () => {
  for (const hostedDomain of ['example.in', undefined]) {
    const { email, tokens } = await registered()
    const workspace = { email, hostedDomain: 'example.in' }
    await comeBack({ subject: `first-${email}`, ...workspace })
    const { hostedDomain: _, ...plain } = workspace
    answers.set('second', { subject: `second-${email}`, emailVerified: true, ...(hostedDomain === undefined ? plain : workspace) })
    const codesBefore = mails.length
    expect(await refusalOf(finishGoogle(visitor(), { code: 'second', state: await state() }))).toBe('identity.google-refused')
    await harness.drain()
    expect(mails).toHaveLength(codesBefore)
    expect(await getMe(await as(tokens), {})).toMatchObject({ hasGoogle: true })
  }
})

test('an unfinished sign-up of somebody else is taken over by the owner of the mailbox, without its password', async () => {
  const email = newEmail('victim')
  await signUp(visitor(), { fullName: 'Mallory', email, password: goodPassword })
  const ticket = await comeBack({ subject: 's5', email })
  const next = await redeemTicket(visitor(), { ticket, codeVerifier })
  if (next.status !== 'code-required') throw new Error(next.status)
  const tokens = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) })
  expect((await getMe(await as(tokens), {})).fullName).toBe('Gita Shah')
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.credentials-invalid')
})

test('an unverified Google address, a used code, a foreign state, an unknown outcome and a foreign return address are refused', async () => {
  answers.set('unverified', { subject: 's6', email: newEmail(), emailVerified: false })
  expect(await refusalOf(finishGoogle(visitor(), { code: 'unverified', state: await state() }))).toBe('identity.google-refused')
  expect(await refusalOf(finishGoogle(visitor(), { code: 'used', state: await state() }))).toBe('identity.google-refused')
  expect(await refusalOf(finishGoogle(visitor(), { code: 'hangs', state: await state() }))).toBe('identity.google-unavailable')
  const spent = await state()
  await refusalOf(finishGoogle(visitor(), { code: 'used', state: spent }))
  expect(await refusalOf(finishGoogle(visitor(), { code: 'used', state: spent }))).toBe('identity.ticket-invalid')
  expect(await refusalOf(startGoogle(visitor(), { returnTo: `${returnTo}/`, codeChallenge }))).toBe('identity.return-refused')
})

test('ten parallel first sign-ins of one Google person make one account', async () => {
  const email = newEmail('gita')
  const before = (await events('identity.user-registered')).length
  const states = await Promise.all(Array.from({ length: 10 }, () => state()))
  await Promise.all(
    states.map((one, n) => {
      answers.set(`p${n}`, { subject: 's7', email, emailVerified: true })
      return finishGoogle(visitor(), { code: `p${n}`, state: one })
    }),
  )
  expect(await events('identity.user-registered')).toHaveLength(before + 1)
})

test('a Google-only person gets a password through the mailed reset code', async () => {
  const email = newEmail('gita')
  await comeBack({ subject: 's8', email })
  const { challengeId } = await forgotPassword(visitor(), { email })
  const { deviceProof } = await resetPassword(visitor(), { challengeId, code: await codeFor(email), newPassword: goodPassword })
  expect((await signIn(visitor(), { email, password: goodPassword, deviceProof })).status).toBe('signed-in')
})

const nonce = 'a-nonce-of-the-app'
const idToken = (name: string) => `${'h'.repeat(20)}.${name}.sig`
const byToken = (name: string, more = {}) => signInWithGoogleToken(visitor(), { idToken: idToken(name), nonce, ...more })
const google = (name: string, person: Partial<GooglePerson> & { subject: string }) =>
  tokens.set(`${idToken(name)} ${nonce}`, { emailVerified: true, name: 'Gita Shah', ...person })

test('an id token of an app signs in once, from whichever spelling of its signature, and only with its nonce', async () => {
  const email = newEmail('gita')
  google('t1', { subject: 'app1', email })
  expect(await refusalOf(byToken('t1', { nonce: 'a-nonce-of-somebody' }))).toBe('identity.google-refused')
  const next = await byToken('t1')
  if (next.status !== 'code-required') throw new Error(next.status)
  const signedIn = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) })
  expect(await refusalOf(byToken('t1'))).toBe('identity.ticket-invalid')
  tokens.set(`${idToken('t1')}x ${nonce}`, { subject: 'app1', email, emailVerified: true })
  expect(await refusalOf(byToken('t1', { idToken: `${idToken('t1')}x` }))).toBe('identity.ticket-invalid')
  google('t2', { subject: 'app1', email: 'moved@example.in' })
  expect((await byToken('t2', { deviceProof: signedIn.deviceProof })).status).toBe('signed-in')
  google('t3', { subject: 'app1', email })
  const codes = await Promise.all(Array.from({ length: 6 }, () => refusalOf(byToken('t3'))))
  expect(codes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'identity.ticket-invalid'), 'nothing was refused'])
})

test('it links, refuses and takes unfinished sign-ups over by the same rules as the way through the browser', async () => {
  const { email: own } = await registered()
  google('t4', { subject: 'app4', email: own })
  expect((await byToken('t4')).status).toBe('code-required')
  await codeFor(own)
  const { email: workspace, tokens: held } = await registered()
  google('t5', { subject: 'app5', email: workspace, hostedDomain: 'example.in' })
  await byToken('t5')
  expect(await getMe(await as(held), {})).toMatchObject({ hasGoogle: true })
  google('t6', { subject: 'app6', email: newEmail(), emailVerified: false })
  expect(await refusalOf(byToken('t6'))).toBe('identity.google-refused')
  expect(await refusalOf(byToken('t7'))).toBe('identity.google-refused')
})

test('what Google calls a person opens no mail with a link, a second line or a reversed text', async () => {
  const names = [
    ['Prize at https://evil.example/x', 'gift'],
    ['\u202egnp.exe', 'gift'],
    ['  Asha \n  Rao  ', 'Asha Rao'],
    ['', 'gift'],
    [undefined, 'gift'],
    ['x'.repeat(500), 'x'.repeat(120)],
    [`${'x'.repeat(119)}\u{1f600}`, 'x'.repeat(119)],
  ] as const
  for (const [n, [name, called]] of names.entries()) {
    const email = newEmail('gift')
    google(`n${n}`, { subject: `named${n}`, email, ...(name === undefined ? { name: '' } : { name }) })
    const next = await byToken(`n${n}`)
    if (next.status !== 'code-required') throw new Error(next.status)
    const signedIn = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) })
    const { fullName } = await getMe(await as(signedIn), {})
    expect(fullName).toBe(called === 'gift' ? (email.split('@')[0] ?? '') : called)
  }
})
