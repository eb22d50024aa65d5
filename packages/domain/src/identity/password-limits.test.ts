import { refusalOf, useHarness } from '@mas/testing'
import type { ProviderAnswer } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { finishSignIn, signIn, signUp, verifyEmail } from './index.ts'

let leaks: ProviderAnswer<number> = { outcome: 'ok', value: 0 }
const { mails, ports } = fakePorts()
const harness = useHarness({ ports: { ...ports, breachedPasswords: { mode: 'sandbox', timesSeen: () => Promise.resolve(leaks) } } })
const { visitor, newEmail, codeFor } = people(harness, mails)
const fullName = 'Asha Rao'

async function registeredWith(password: string): Promise<string> {
  const email = newEmail()
  const { challengeId } = await signUp(visitor(), { fullName, email, password })
  await verifyEmail(visitor(), { challengeId, code: await codeFor(email) })
  return email
}

test('a password of 64, 100 and 128 characters of any kind is taken, and compared exactly as it was typed', async () => {
  for (const password of ['a b'.repeat(22).slice(0, 64), 'नमस्ते दुनिया '.repeat(8).slice(0, 100), '🦊'.repeat(128)]) {
    const email = await registeredWith(password)
    for (const other of [
      ` ${password}`,
      `${password} `,
      password.toUpperCase() === password ? `${password}.` : password.toUpperCase(),
      password.slice(0, -2),
    ])
      expect(await refusalOf(signIn(visitor(), { email, password: other }))).toBe('identity.credentials-invalid')
    const next = await signIn(visitor(), { email, password })
    if (next.status !== 'code-required') throw new Error(next.status)
    expect(await refusalOf(finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) }))).toBe(
      'nothing was refused',
    )
  }
})

test('a password seen in a leak is refused, and nobody is kept out when the look-up does not answer', async () => {
  const sign = () => refusalOf(signUp(visitor(), { fullName, email: newEmail(), password: goodPassword }))
  leaks = { outcome: 'ok', value: 3 }
  expect(await sign()).toBe('identity.password-weak')
  for (const none of [
    { outcome: 'refused', reason: 'down', retry: 'later' },
    { outcome: 'in_doubt', reason: 'late' },
  ] as const) {
    leaks = none
    expect(await sign()).toBe('nothing was refused')
  }
})
