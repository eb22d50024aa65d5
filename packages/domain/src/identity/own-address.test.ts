import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { confirmEmailChange, forgotPassword, getMe, resetPassword, signIn, startEmailChange } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, as } = people(harness, mails)

test('an address changes by the code mailed to the new one; both are told, and codes at the old one are worthless', async () => {
  const { email, tokens } = await registered()
  const next = newEmail('next')
  harness.clock.advance(61_000)
  const reset = await forgotPassword(visitor(), { email })
  const resetCode = await codeFor(email)
  const { challengeId } = await startEmailChange(await as(tokens), { newEmail: ` ${next.toUpperCase()}` })
  const code = await codeFor(next)
  expect((await getMe(await as(tokens), {})).email).toBe(email)
  expect(await refusalOf(confirmEmailChange(await as((await registered()).tokens), { challengeId, code }))).toBe('identity.code-invalid')
  await confirmEmailChange(await as(tokens), { challengeId, code })
  expect(await getMe(await as(tokens), {})).toMatchObject({ email: next, emailVerified: true })
  await harness.drain()
  expect(
    mails
      .filter(({ kind }) => kind === 'email-changed')
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual([next, email].toSorted())
  expect(await refusalOf(resetPassword(visitor(), { challengeId: reset.challengeId, code: resetCode, newPassword: goodPassword }))).toBe(
    'identity.challenge-dead',
  )
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.credentials-invalid')
  expect((await signIn(visitor(), { email: next, password: goodPassword })).status).toBe('code-required')
})

test('that an address is taken is said only to whoever reads its mail, and of many who want one a single person gets it', async () => {
  const { email: taken } = await registered()
  const { tokens } = await registered()
  const { challengeId } = await startEmailChange(await as(tokens), { newEmail: taken })
  const code = await codeFor(taken)
  expect(await refusalOf(confirmEmailChange(await as(tokens), { challengeId, code }))).toBe('identity.email-taken')
  const wanted = newEmail('wanted')
  const claims = []
  for (let n = 0; n < 3; n++) {
    const ctx = await as((await registered()).tokens)
    const { challengeId: id } = await startEmailChange(ctx, { newEmail: wanted })
    claims.push({ ctx, challengeId: id, code: await codeFor(wanted) })
    harness.clock.advance(61_000)
  }
  const answers = await Promise.all(claims.map(({ ctx, ...claim }) => refusalOf(confirmEmailChange(ctx, claim))))
  expect(answers.toSorted()).toEqual(['identity.email-taken', 'identity.email-taken', 'nothing was refused'])
})

test('without a recent confirmation of identity no change begins', async () => {
  const { tokens } = await registered()
  const ctx = await as(tokens)
  harness.clock.advance(10 * 60_000)
  expect(await refusalOf(startEmailChange(ctx, { newEmail: newEmail() }))).toBe('request.fresh-sign-in-required')
})
