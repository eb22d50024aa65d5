import { rows, sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { password, textOf, twoEdges, type Answer } from './two-edges-fixture.ts'

const { harness, call, cookieCall, codeTo, registered, enrolled } = twoEdges()
const countOf = (answers: readonly Answer[], code: string) => answers.filter((one) => (one.code ?? 'fine') === code).length
/** The second step of a sign-in, opened by the right password. */
const begun = async (email: string) => textOf((await call('signIn', { email, password })).json['challengeId'])

test('one code of an app signs in once: in parallel over both processes, in its own half minute and in the next', async () => {
  const person = await registered()
  const app = await enrolled(person.token)
  harness.clock.advance(30_000)
  const challenges = [await begun(person.email), await begun(person.email), await begun(person.email), await begun(person.email)]
  const totp = app.codeNow()
  const answers = await Promise.all(challenges.map((challengeId, n) => call('finishSignIn', { challengeId, totp }, { edge: n % 2 })))
  expect([countOf(answers, 'fine'), countOf(answers, 'identity.code-invalid')]).toEqual([1, 3])
  expect((await call('finishSignIn', { challengeId: await begun(person.email), totp })).code).toBe('identity.code-invalid')
  harness.clock.advance(30_000)
  expect((await call('finishSignIn', { challengeId: await begun(person.email), totp })).code).toBe('identity.code-invalid')
  // How many failures stand behind each other depends on who was first: whichever wait they brought is over by then.
  for (const steps of [2, -1]) {
    harness.clock.advance(900_000)
    const late = await begun(person.email)
    expect((await call('finishSignIn', { challengeId: late, totp: app.codeNow(steps) })).code).toBe('identity.code-invalid')
  }
  harness.clock.advance(900_000)
  expect((await call('finishSignIn', { challengeId: await begun(person.email), totp: app.codeNow(1) })).status).toBe(200)
})

test('one recovery code signs in once, however it is written and however many show it', async () => {
  const person = await registered()
  const { recoveryCodes } = await enrolled(person.token)
  const [code = '', next = ''] = recoveryCodes
  const written = [code, code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('-', ' ')]
  const challenges = await Promise.all(written.map(() => begun(person.email)))
  const answers = await Promise.all(
    challenges.map((challengeId, n) => call('finishSignIn', { challengeId, recoveryCode: written[n] ?? '' }, { edge: n % 2 })),
  )
  expect([countOf(answers, 'fine'), countOf(answers, 'identity.code-invalid')]).toEqual([1, 3])
  const stranger = await registered()
  await enrolled(stranger.token)
  expect((await call('finishSignIn', { challengeId: await begun(stranger.email), recoveryCode: next })).code).toBe('identity.code-invalid')
})

test('strangers who guess, and strangers on the same network, never keep an owner from their own device', async () => {
  const owner = await registered()
  const ip = '198.18.0.9'
  const noise = await Promise.all(
    Array.from({ length: 80 }, (_, n) =>
      call('signIn', { email: n % 2 === 0 ? owner.email : `nobody${n}@example.in`, password: `guess number ${n}` }, { ip }),
    ),
  )
  expect(countOf(noise, 'request.too-many')).toBeGreaterThan(0)
  const [log] = await rows<{ n: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n from identity.sign_in_log where ip = ${ip}`,
  )
  expect(log?.n).toBe(80 - countOf(noise, 'request.too-many'))
  const own = await call('signIn', { email: owner.email, password, deviceProof: owner.deviceProof }, { ip })
  expect(own.json['status']).toBe('signed-in')
  // Without the proof the same network waits, and a made-up proof is none.
  for (const proof of [undefined, `mdp_${'a'.repeat(43)}`])
    expect(
      (await call('signIn', { email: owner.email, password, ...(proof !== undefined && { deviceProof: proof }) }, { ip })).status,
    ).toBe(429)
  const reset = await call('forgotPassword', { email: owner.email, deviceProof: owner.deviceProof }, { ip: '198.18.0.10' })
  expect(reset.status).toBe(200)
  const code = await codeTo(owner.email)
  expect((await call('resetPassword', { challengeId: reset.json['challengeId'], code, newPassword: `${password} again` })).status).toBe(200)
})

test('neighbours who use up the budget of a network hold up no refresh, passkey or Google sign-in of a device that is known', async () => {
  const owner = await registered()
  const ip = '198.18.0.20'
  const made = { refreshToken: `mrt_${'a'.repeat(43)}`, deviceProof: `mdp_${'a'.repeat(43)}` }
  const noise = await Promise.all([
    ...Array.from({ length: 310 }, () => call('refresh', made, { ip })),
    ...Array.from({ length: 65 }, () => call('startPasskeySignIn', {}, { ip })),
  ])
  expect(countOf(noise, 'request.too-many')).toBeGreaterThan(10)
  // What was tried over the budget leaves no row: a flood must not write as fast as it calls.
  const [log] = await rows<{ n: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n from identity.sign_in_log where ip = ${ip}`,
  )
  expect(log?.n).toBe(countOf(noise, 'identity.refresh-invalid'))
  for (const verb of ['refresh', 'startPasskeySignIn']) expect((await call(verb, verb === 'refresh' ? made : {}, { ip })).status).toBe(429)
  const { refreshToken, deviceProof } = owner
  expect((await call('refresh', { refreshToken, deviceProof }, { ip })).status).toBe(200)
  expect((await call('startPasskeySignIn', { deviceProof }, { ip })).status).toBe(200)
  const google = { returnTo: 'http://localhost:5173/signed-in', codeChallenge: 'a'.repeat(43) }
  const ticket = { ticket: `mgt_${'a'.repeat(43)}`, codeVerifier: 'a'.repeat(43) }
  for (const [verb, input, code] of [
    ['startGoogle', google, 'identity.google-off'],
    ['redeemTicket', ticket, 'identity.ticket-invalid'],
  ] as const) {
    expect((await call(verb, input, { ip })).code).toBe('request.too-many')
    expect((await call(verb, { ...input, deviceProof }, { ip })).code).toBe(code)
  }
  expect((await cookieCall('start-google', google, { ip, cookie: `__Host-mas_dp=${deviceProof}` })).code).toBe('identity.google-off')
  expect((await cookieCall('start-passkey-sign-in', {}, { ip, cookie: `__Host-mas_dp=${deviceProof}` })).status).toBe(200)
})
