import { rows, sql } from '@mas/db'
import type { Ctx, Ports } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { forgotPassword, resetPassword, resolveAccess, signIn, stepUp } from './index.ts'
import { tryPassword } from './password-throttle.ts'

const { mails, ports } = fakePorts()
/** Whoever shows this answer of the widget is a person. */
const human = 'a person'
const check: Ports['humanCheck']['check'] = ({ token }) =>
  Promise.resolve({ outcome: 'ok', value: token === human ? { human: true } : { human: false, reason: 'invalid' } })
const harness = useHarness({ ports: { ...ports, humanCheck: { mode: 'sandbox', check } } })
const { visitor, newEmail, codeFor, registered, as } = people(harness, mails)
const network = (n: number) => `100.${64 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`

/** Somebody who guesses from everywhere; `compared` counts the guesses that were looked at at all. */
async function attack(
  address: string,
  userId: string | undefined,
  times: number,
): Promise<{ compared: number; codes: Map<string, number> }> {
  let compared = 0
  const codes = new Map<string, number>()
  const lane = async (first: number) => {
    for (let n = first; n < times; n += 20) {
      const tried = { address, userId, deviceId: undefined, human: undefined }
      const compare = () => Promise.resolve(((compared += 1), false))
      const code = await refusalOf(tryPassword(visitor({ ip: network(n) }), tried, compare, () => Promise.resolve()))
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (first === 0 && n % 500 === 0) harness.clock.advance(60_000)
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, first) => lane(first)))
  return { compared, codes }
}

test('ten thousand wrong passwords from ten thousand networks do not delay the known device, and only a few were looked at', async () => {
  const { email, tokens } = await registered()
  const deviceProof = tokens.deviceProof
  const owner = await as(tokens)
  const { compared, codes } = await attack(email, undefined, 10_000)
  expect([...codes.values()].reduce((sum, n) => sum + n, 0)).toBe(10_000)
  expect(compared).toBeLessThan(25)
  // From nowhere known the right password waits too, or the answer would tell that it is the right one.
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.too-many-attempts')
  expect((await signIn(visitor({ ip: network(7) }), { email, password: goodPassword, deviceProof })).status).toBe('signed-in')
  expect((await stepUp(owner, { password: goodPassword })).accessToken).toContain('.')
}, 180_000)

test('whoever has no known device gets in by the mailbox while the attack goes on', async () => {
  const { email } = await registered()
  await attack(email, undefined, 200)
  const { challengeId } = await forgotPassword(visitor(), { email })
  const newPassword = 'amber kites above the river'
  const { deviceProof } = await resetPassword(visitor(), { challengeId, code: await codeFor(email), newPassword })
  await attack(email, undefined, 200)
  expect((await signIn(visitor(), { email, password: newPassword, deviceProof })).status).toBe('signed-in')
})

test('a known device asks for its reset code although strangers have used up what the address may be sent', async () => {
  const { email, tokens } = await registered()
  for (let n = 0; n < 22; n++) await refusalOf(forgotPassword(visitor({ ip: network(n) }), { email }))
  expect(await refusalOf(forgotPassword(visitor(), { email }))).toBe('identity.too-many-attempts')
  const { deviceProof } = tokens
  const { challengeId } = await forgotPassword(visitor(), { email, deviceProof })
  const given = { challengeId, code: await codeFor(email), newPassword: 'amber kites above the river' }
  expect((await resetPassword(visitor(), given)).deviceProof).toStartWith('mdp_')
  const { tokens: stranger } = await registered()
  expect(await refusalOf(forgotPassword(visitor(), { email, deviceProof: stranger.deviceProof }))).toBe('identity.too-many-attempts')
})

test('tries during the wait take no lock: they do not queue up on the row and use up the connections of everybody else', async () => {
  const { email } = await registered()
  for (let n = 0; n < 5; n++) await refusalOf(signIn(visitor(), { email, password: `${goodPassword}!` }))
  await harness.runtime.driver.transaction(async (tx) => {
    await rows(tx, sql`select 1 from identity.throttles for update`)
    const codes = await Promise.all(Array.from({ length: 30 }, () => refusalOf(signIn(visitor(), { email, password: goodPassword }))))
    expect(new Set(codes)).toEqual(new Set(['identity.too-many-attempts']))
  })
})

test('the attack answers alike for an address that nobody has', async () => {
  const { email } = await registered()
  const nobody = newEmail('nobody')
  const [real, none] = [await attack(email, undefined, 60), await attack(nobody, undefined, 60)]
  expect([...none.codes.keys()].toSorted()).toEqual([...real.codes.keys()].toSorted())
  expect(none.compared).toBe(real.compared)
})

test('one network that guesses at many people is asked for a person after 50 and refused after 300; its neighbours are not', async () => {
  const ip = '203.0.113.77'
  const guess = (from: string, shown?: string) => {
    const tried = { address: newEmail('many'), userId: undefined, deviceId: undefined, human: shown }
    return refusalOf(
      tryPassword(
        visitor({ ip: from }),
        tried,
        () => Promise.resolve(false),
        () => Promise.resolve(),
      ),
    )
  }
  for (let n = 0; n < 50; n++) expect(await guess(ip)).toBe('nothing was refused')
  expect(await guess(ip)).toBe('identity.human-check-required')
  expect(await guess(ip, 'a machine')).toBe('identity.human-check-required')
  for (let n = 50; n < 300; n++) expect(await guess(ip, human)).toBe('nothing was refused')
  expect([await guess(ip, human), await guess('203.0.113.78')]).toEqual(['identity.too-many-attempts', 'nothing was refused'])
  harness.clock.advance(15 * 60_000)
  expect(await guess(ip)).toBe('nothing was refused')
})

test('a stolen proof of a device, and a stolen session, buy twenty guesses at most, however many come at once', async () => {
  const { email, tokens } = await registered()
  let compared = 0
  const counting = (ctx: Ctx): Ctx => {
    const { auth } = ctx.infra
    const verifyPassword: typeof auth.verifyPassword = (...given) => ((compared += 1), auth.verifyPassword(...given))
    return { ...ctx, infra: { ...ctx.infra, auth: { ...auth, verifyPassword } } }
  }
  const { deviceProof } = tokens
  const guess = (n: number) =>
    refusalOf(signIn(counting(visitor({ ip: `203.0.113.${n}` })), { email, password: `guess number ${n}`, deviceProof }))
  expect(await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n)))).not.toContain('nothing was refused')
  // Who came after the device was revoked is a stranger, and has the first five of those.
  expect(compared).toBeLessThanOrEqual(25)
  const mine = await as(tokens)
  compared = 0
  const confirm = (n: number) => refusalOf(stepUp(counting(mine), { password: `guess number ${n}` }))
  const codes = await Promise.all(Array.from({ length: 30 }, (_, n) => confirm(n)))
  expect(codes).not.toContain('nothing was refused')
  expect(compared).toBeLessThanOrEqual(20)
  expect(await refusalOf(resolveAccess(visitor(), tokens.accessToken))).toBe('identity.session-ended')
})
