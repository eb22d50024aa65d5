import { sql } from '@mas/db'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { completeProfile, getMe, resendCode, signIn, signUp, verifyEmail } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, as, events } = people(harness, mails)
const fullName = 'Asha Rao'
const start = '2026-11-23T06:30:00.000Z'

test('a code works until a millisecond before ten minutes, and the stages go 33, 66, 100 percent', async () => {
  harness.clock.set(start)
  const email = newEmail()
  const { challengeId, codeExpiresAt } = await signUp(visitor(), { fullName, email, password: goodPassword })
  expect(codeExpiresAt).toBe('2026-11-23T06:40:00.000Z')
  expect(await events('identity.user-registered')).toEqual([expect.objectContaining({ verified: false, method: 'password', role: 'USER' })])
  const code = await codeFor(email)
  harness.clock.set('2026-11-23T06:39:59.999Z')
  const tokens = await verifyEmail(visitor(), { challengeId, code })
  expect(await getMe(await as(tokens), {})).toMatchObject({ stage: 2, percent: 66, emailVerified: true, email })
  const me = await completeProfile(await as(tokens), { fullName, phone: '98765 43210', profession: 'Analyst', domain: 'Data' })
  expect(me).toMatchObject({ stage: 3, percent: 100, phone: '+919876543210', phoneVerified: false })
  await completeProfile(await as(tokens), { fullName, phone: '9876543210', profession: 'Analyst', domain: 'Data' })
  expect(await events('identity.profile-completed')).toHaveLength(1)
})

test('at ten minutes exactly the code has expired', async () => {
  harness.clock.set(start)
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName, email, password: goodPassword })
  const code = await codeFor(email)
  harness.clock.set('2026-11-23T06:40:00.000Z')
  expect(await refusalOf(verifyEmail(visitor(), { challengeId, code }))).toBe('identity.code-expired')
})

test('after five wrong codes the right one is refused too', async () => {
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName, email, password: goodPassword })
  const code = await codeFor(email)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let n = 0; n < 5; n++) expect(await refusalOf(verifyEmail(visitor(), { challengeId, code: wrong }))).toBe('identity.code-invalid')
  expect(await refusalOf(verifyEmail(visitor(), { challengeId, code }))).toBe('identity.challenge-dead')
})

test('thirty parallel wrong guesses compare at most five times', async () => {
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName, email, password: goodPassword })
  const code = await codeFor(email)
  const wrong = code === '000000' ? '000001' : '000000'
  const codes = await Promise.all(Array.from({ length: 30 }, () => refusalOf(verifyEmail(visitor(), { challengeId, code: wrong }))))
  expect(codes.filter((one) => one === 'identity.code-invalid')).toHaveLength(5)
  expect(codes.filter((one) => one === 'identity.challenge-dead')).toHaveLength(25)
})

test('the code of another sign-up of the same person is wrong here', async () => {
  const email = newEmail()
  const first = await signUp(visitor(), { fullName, email, password: goodPassword })
  const firstCode = await codeFor(email)
  harness.clock.advance(61_000)
  const second = await signUp(visitor(), { fullName, email, password: `${goodPassword} again` })
  const secondCode = await codeFor(email)
  if (firstCode !== secondCode)
    expect(await refusalOf(verifyEmail(visitor(), { challengeId: second.challengeId, code: firstCode }))).toBe('identity.code-invalid')
  const tokens = await verifyEmail(visitor(), { challengeId: second.challengeId, code: secondCode })
  expect(tokens.refreshToken).toStartWith('mrt_')
  expect(await refusalOf(verifyEmail(visitor(), { challengeId: first.challengeId, code: firstCode }))).toBe('identity.challenge-dead')
  // Only the password of the sign-up whose mailbox was proven counts.
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.credentials-invalid')
})

test('twenty parallel sign-ups of one address make one person, one event and twenty challenges', async () => {
  const email = newEmail()
  const before = (await events('identity.user-registered')).length
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, n) => signUp(visitor({ ip: `192.0.2.${n + 1}` }), { fullName, email, password: goodPassword })),
  )
  expect(new Set(made.map((one) => one.challengeId)).size).toBe(20)
  expect(await events('identity.user-registered')).toHaveLength(before + 1)
})

test('one mailbox written in many ways by many at once is one person: composed, decomposed, as A-label, in capitals, with a Kelvin sign', async () => {
  const local = `kavya-${crypto.randomUUID().slice(0, 8)}`
  const written = [
    `${local}@bücher.example`,
    `${local}@bu\u0308cher.example`,
    `${local}@xn--bcher-kva.example`,
    `  ${local}@BÜCHER.example `,
  ]
  const all = [...written, `\u212a${local.slice(1)}@B\u00dcCHER.EXAMPLE`, `${local.toUpperCase()}@XN--BCHER-KVA.example`]
  const before = (await events('identity.user-registered')).length
  const made = await Promise.all(
    [...all, ...all].map((email, n) => signUp(visitor({ ip: `198.51.100.${n + 1}` }), { fullName, email, password: goodPassword })),
  )
  expect(new Set(made.map(({ challengeId }) => challengeId)).size).toBe(all.length * 2)
  expect(await events('identity.user-registered')).toHaveLength(before + 1)
})

test('two sign-ups completed at the same moment verify the address once', async () => {
  const email = newEmail()
  const before = (await events('identity.email-verified')).length
  const pairs = []
  for (const ip of ['192.0.2.101', '192.0.2.102']) {
    const { challengeId } = await signUp(visitor({ ip }), { fullName, email, password: goodPassword })
    pairs.push({ challengeId, code: await codeFor(email) })
  }
  const outcomes = await Promise.all(pairs.map((pair) => refusalOf(verifyEmail(visitor(), pair))))
  expect(outcomes.toSorted()).toEqual(['identity.challenge-dead', 'nothing was refused'])
  expect(await events('identity.email-verified')).toHaveLength(before + 1)
})

test('signing up with a known address answers the same shape and mails that the account exists', async () => {
  const { email } = await registered()
  const answer = await signUp(visitor({ ip: '192.0.2.110' }), {
    fullName: 'Mallory',
    email: ` ${email.toUpperCase()} `,
    password: goodPassword,
  })
  expect(Object.keys(answer).toSorted()).toEqual(['challengeId', 'codeExpiresAt', 'resendAt'])
  await harness.drain()
  expect(mails.filter((mail) => mail.to === email).map((mail) => mail.kind)).toEqual(['code', 'account-exists'])
  for (let n = 0; n < 5; n++)
    expect(await refusalOf(verifyEmail(visitor(), { challengeId: answer.challengeId, code: '123456' }))).toBe('identity.code-invalid')
  expect(await refusalOf(verifyEmail(visitor(), { challengeId: answer.challengeId, code: '123456' }))).toBe('identity.challenge-dead')
})

test('a new code comes after 60 seconds, replaces the old one, and gives no tries back', async () => {
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName, email, password: goodPassword })
  const old = await codeFor(email)
  expect(await refusalOf(resendCode(visitor(), { challengeId }))).toBe('identity.resend-too-soon')
  harness.clock.advance(60_000)
  await resendCode(visitor(), { challengeId })
  const code = await codeFor(email)
  if (old !== code) expect(await refusalOf(verifyEmail(visitor(), { challengeId, code: old }))).toBe('identity.code-invalid')
  expect((await verifyEmail(visitor(), { challengeId, code })).deviceProof).toStartWith('mdp_')
})

test('an address gets five mails an hour from one network, and the third waits a minute where no human check is on', async () => {
  const email = newEmail()
  const ask = () => refusalOf(signUp(visitor({ ip: '192.0.2.120' }), { fullName, email, password: goodPassword }))
  expect([await ask(), await ask(), await ask()]).toEqual(['nothing was refused', 'nothing was refused', 'identity.too-many-attempts'])
  const later: string[] = []
  for (let n = 0; n < 4; n++) {
    harness.clock.advance(60_000)
    later.push(await ask())
  }
  expect(later).toEqual(['nothing was refused', 'nothing was refused', 'nothing was refused', 'identity.too-many-attempts'])
})

test('weak passwords are refused with the reason, unknown keys are refused, Mr. Hire has no sign-up', async () => {
  const weak = async (password: string) => {
    const thrown: unknown = await signUp(visitor(), { fullName: 'Meenakshi Iyer', email: newEmail(), password }).then(
      () => undefined,
      (error: unknown) => error,
    )
    return Reflect.get(Object(Reflect.get(Object(thrown), 'details')), 'reason')
  }
  expect(
    await Promise.all([weak('short'), weak('x'.repeat(129)), weak('qwertyuiop'), weak('meenakshi123'), weak('MrMentor2026!')]),
  ).toEqual(['short', 'long', 'common', 'context', 'context'])
  const extra = { fullName, email: newEmail(), password: goodPassword, role: 'ADMIN' }
  expect(await refusalOf(signUp(visitor(), extra))).toBe('request.invalid')
  expect(await refusalOf(signUp(visitor({ platform: 'mr-hire' }), { fullName, email: newEmail(), password: goodPassword }))).toBe(
    'identity.platform-refused',
  )
})

test('no code, password, token or address of a stranger is ever logged or queued', async () => {
  const { email, tokens } = await registered()
  const code = mails.findLast((mail) => mail.to === email)?.secret ?? 'none'
  const rows = await harness.runtime.driver.db.execute<{ data: unknown }>(
    sql`select data from pgboss.job where name like 'identity.%'`,
    'objects',
  )
  const text = `${harness.logged()}${JSON.stringify(rows)}`
  for (const secret of [goodPassword, tokens.refreshToken ?? '', tokens.accessToken, `"${code}"`]) expect(text).not.toContain(secret)
})
