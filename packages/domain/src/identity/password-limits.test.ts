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

async function isTakenAsTyped(password: string, other: string): Promise<void> {
  const email = await registeredWith(password)
  for (const wrong of [`${password} `, other])
    expect(await refusalOf(signIn(visitor(), { email, password: wrong }))).toBe('identity.credentials-invalid')
  const next = await signIn(visitor(), { email, password })
  if (next.status !== 'code-required') throw new Error(next.status)
  expect(await refusalOf(finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor(email) }))).toBe(
    'nothing was refused',
  )
}

test('a password of 64 characters is taken, and compared exactly as it was typed', async () => {
  const password = 'a bC'.repeat(16)
  await isTakenAsTyped(password, password.toLowerCase())
})

test('so is one of 128, whatever it is written in', async () => {
  const password = 'नमस्ते 🦊 '.repeat(20)
  const letters = [...password].slice(0, 128).join('')
  await isTakenAsTyped(letters, [...letters].slice(0, 127).join(''))
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
