import type { Tokens } from '@mas/contracts/identity'
import type { Ctx } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { getMe, refresh, stepUp } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, as, actorOf } = people(harness, mails)

const textOf = (token: string | undefined) => token ?? 'absent'
const withProof = (tokens: Tokens) => ({ deviceProof: textOf(tokens.deviceProof) })
const exchange = (refreshToken: string | undefined, proof: { deviceProof: string }) =>
  refresh(visitor(), { refreshToken: textOf(refreshToken), ...proof })

test('a lost reply is told again for 30 seconds, then made good once; the token that was lost ends the session', async () => {
  harness.clock.set('2026-11-23T06:40:00.000Z')
  const { email, tokens } = await registered()
  const proof = withProof(tokens)
  harness.clock.set('2026-11-23T06:44:50.000Z')
  const b = await exchange(tokens.refreshToken, proof)
  harness.clock.set('2026-11-23T06:45:20.000Z')
  expect((await exchange(tokens.refreshToken, proof)).refreshToken).toBe(textOf(b.refreshToken))
  harness.clock.set('2026-11-23T06:45:20.001Z')
  const c = await exchange(tokens.refreshToken, proof)
  expect(c.refreshToken).not.toBe(textOf(b.refreshToken))
  expect((await getMe(await as(c), {})).email).toBe(email)
  expect(await refusalOf(exchange(b.refreshToken, proof))).toBe('identity.refresh-reused')
  expect(await refusalOf(actorOf(c))).toBe('identity.session-ended')
  expect(await refusalOf(exchange(c.refreshToken, proof))).toBe('identity.session-ended')
  await harness.drain()
  expect(mails.filter((mail) => mail.to === email).map((mail) => mail.kind)).toEqual(['code', 'sessions-ended-reuse'])
})

test('once the successor was used on any request, the old token after the grace is a replay', async () => {
  harness.clock.set('2026-11-23T06:40:00.000Z')
  const { tokens } = await registered()
  const proof = withProof(tokens)
  harness.clock.set('2026-11-23T06:44:50.000Z')
  const b = await exchange(tokens.refreshToken, proof)
  await actorOf(b)
  harness.clock.set('2026-11-23T06:45:20.001Z')
  expect(await refusalOf(exchange(tokens.refreshToken, proof))).toBe('identity.refresh-reused')
  expect(await refusalOf(exchange(b.refreshToken, proof))).toBe('identity.session-ended')
})

test('the current token without the proof of its device is refused and changes nothing', async () => {
  const { tokens } = await registered()
  expect(await refusalOf(refresh(visitor(), { refreshToken: textOf(tokens.refreshToken) }))).toBe('identity.refresh-invalid')
  const { tokens: stranger } = await registered()
  expect(await refusalOf(exchange(tokens.refreshToken, withProof(stranger)))).toBe('identity.refresh-invalid')
  expect((await exchange(tokens.refreshToken, withProof(tokens))).refreshToken).toStartWith('mrt_')
  expect(await refusalOf(exchange('mrt_never-issued-by-anybody', withProof(tokens)))).toBe('identity.refresh-invalid')
})

test('the usual refresh holds nothing while it waits: it is one statement, and only the unusual opens a transaction', async () => {
  const { tokens } = await registered()
  const alone = (): Ctx => {
    const ctx = visitor()
    return { ...ctx, infra: { ...ctx.infra, transact: () => Promise.reject(new Error('a transaction was opened')) } }
  }
  const { deviceProof } = withProof(tokens)
  const next = await refresh(alone(), { refreshToken: textOf(tokens.refreshToken), deviceProof })
  expect((await actorOf(next)).sessionId).toBe((await actorOf(tokens)).sessionId)
  expect(await refusalOf(refresh(alone(), { refreshToken: 'mrt_never-issued-by-anybody', deviceProof }))).toBe('identity.refresh-invalid')
  for (const refreshToken of [textOf(tokens.refreshToken), textOf(next.refreshToken)])
    expect(await refusalOf(refresh(alone(), { refreshToken, ...(refreshToken !== next.refreshToken && { deviceProof }) }))).toBe(
      'Error: a transaction was opened',
    )
})

test('fifty tabs refreshing at once end up with the same current token', async () => {
  const { tokens } = await registered()
  const proof = withProof(tokens)
  const all = await Promise.all(Array.from({ length: 50 }, () => exchange(tokens.refreshToken, proof)))
  expect(new Set(all.map((one) => one.refreshToken)).size).toBe(1)
})

test('tabs that lose a fifth of all replies are never logged out, and a replay is still caught', async () => {
  const { tokens } = await registered()
  const proof = withProof(tokens)
  let stored = textOf(tokens.refreshToken)
  let seed = 7
  const dropped = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % 5 === 0
  const used = [stored]
  for (let round = 0; round < 40; round++) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(stored, proof)))
    const arrived = answers.filter(() => !dropped()).at(-1)
    if (arrived?.refreshToken !== undefined) stored = arrived.refreshToken
    used.push(stored)
    harness.clock.advance(round % 3 === 0 ? 45_000 : 10_000)
  }
  await actorOf(await exchange(stored, proof))
  expect(await refusalOf(exchange(used[0], proof))).toBe('identity.refresh-reused')
})

test('a chain of lost replies is made good each time', async () => {
  const { tokens } = await registered()
  const proof = withProof(tokens)
  const seen = new Set<string>()
  for (let n = 0; n < 5; n++) {
    seen.add(textOf((await exchange(tokens.refreshToken, proof)).refreshToken))
    harness.clock.advance(31_000)
  }
  expect(seen.size).toBe(5)
})

test('confirming who one is makes older access tokens stale and replaces the refresh token', async () => {
  const { tokens } = await registered()
  const fresh = await stepUp(await as(tokens), { password: goodPassword })
  expect(await refusalOf(actorOf(tokens))).toBe('identity.access-stale')
  expect((await actorOf(fresh)).confirmedAtMs).toBe(harness.clock.now().getTime())
  expect((await exchange(fresh.refreshToken, withProof(tokens))).refreshToken).toStartWith('mrt_')
})

test('a session ends when it is not used and in any case after its limit', async () => {
  harness.clock.set('2026-12-01T04:30:00.000Z')
  const { tokens } = await registered()
  expect(tokens).toMatchObject({
    idleExpiresAt: '2026-12-08T04:30:00.000Z',
    sessionExpiresAt: '2026-12-31T04:30:00.000Z',
    accessExpiresAt: '2026-12-01T04:45:00.000Z',
  })
  harness.clock.set('2026-12-08T04:29:59.999Z')
  const next = await exchange(tokens.refreshToken, withProof(tokens))
  harness.clock.set('2026-12-15T04:29:59.999Z')
  expect(await refusalOf(exchange(next.refreshToken, withProof(tokens)))).toBe('identity.session-ended')
})
