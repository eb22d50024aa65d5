import type { Tokens } from '@mas/contracts/identity'
import { sql } from '@mas/db'
import { toAppError } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { fakePorts, people } from './fixtures/people.ts'
import { refresh, signOut } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, as, actorOf } = people(harness, mails)

const text = (token: string | undefined) => token ?? 'absent'
const exchange = (refreshToken: string | undefined, deviceProof: string | undefined) =>
  refresh(visitor(), { refreshToken: text(refreshToken), deviceProof })
const outcomeOf = async (work: Promise<Tokens>): Promise<Tokens | string> => {
  try {
    return await work
  } catch (thrown) {
    return toAppError(thrown).code
  }
}
const tally = async () => {
  const [row] = await harness.runtime.driver.db.execute<{ broken: number }>(
    sql`select count(*)::int as broken from identity.sessions s
        where ended_at is null and 1 <> (select count(*) from identity.refresh_tokens t where t.session_id = s.id and rotated_at is null and voided_at is null)`,
    'objects',
  )
  return row?.broken
}
const start = new Date('2026-11-23T06:00:00.000Z')

test('twenty tabs that refresh one cookie at the same moment all go on with one token, made once', async () => {
  const { tokens } = await registered()
  const proof = tokens.deviceProof
  let current = tokens.refreshToken
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(current, proof)))
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1)
    for (const { accessToken } of answers) expect((await actorOf({ ...tokens, accessToken })).kind).toBe('user')
    current = answers[0]?.refreshToken
    harness.clock.advance(60_000)
  }
  expect(await tally()).toBe(0)
})

test('tabs on two generations at once, sign-out among them: none is called a thief, and none survives the sign-out', async () => {
  const { tokens } = await registered()
  const proof = tokens.deviceProof
  const next = await exchange(tokens.refreshToken, proof)
  const mixed = await Promise.all(
    Array.from({ length: 20 }, (_, n) => outcomeOf(exchange(n % 2 === 0 ? tokens.refreshToken : next.refreshToken, proof))),
  )
  const told = new Set(mixed.map((one) => (typeof one === 'string' ? one : one.refreshToken)))
  expect([...told].filter((one) => one?.startsWith('identity.'))).toEqual([])
  const ctx = await as(next)
  const racing = await Promise.all([
    ...Array.from({ length: 10 }, () => outcomeOf(exchange(next.refreshToken, proof))),
    signOut(ctx, {}).then(() => 'signed out'),
  ])
  for (const one of racing) if (typeof one === 'string') expect(['signed out', 'identity.session-ended']).toContain(one)
  expect(await refusalOf(exchange(next.refreshToken, proof))).toBe('identity.session-ended')
})

test('the grace is thirty seconds to the millisecond, counted from the rotation, not from the last replay', async () => {
  for (const [afterMs, code] of [
    [0, 'nothing was refused'],
    [29_999, 'nothing was refused'],
    [30_000, 'nothing was refused'],
    [30_001, 'identity.refresh-reused'],
    [86_400_000, 'identity.refresh-reused'],
  ] as const) {
    harness.clock.set(start.toISOString())
    const { tokens } = await registered()
    const next = await exchange(tokens.refreshToken, tokens.deviceProof)
    await actorOf(next)
    for (const replayMs of [1000, 15_000]) {
      if (replayMs > afterMs) continue
      harness.clock.set(new Date(start.getTime() + replayMs).toISOString())
      expect((await exchange(tokens.refreshToken, tokens.deviceProof)).refreshToken).toBe(text(next.refreshToken))
    }
    harness.clock.set(new Date(start.getTime() + afterMs).toISOString())
    expect(await refusalOf(exchange(tokens.refreshToken, tokens.deviceProof))).toBe(code)
  }
})

test('a reply lost for a day is made good until its last millisecond, and not after', async () => {
  for (const [afterMs, code] of [
    [86_400_000, 'nothing was refused'],
    [86_400_001, 'identity.refresh-reused'],
  ] as const) {
    harness.clock.set(start.toISOString())
    const { tokens } = await registered()
    await exchange(tokens.refreshToken, tokens.deviceProof)
    harness.clock.set(new Date(start.getTime() + afterMs).toISOString())
    expect(await refusalOf(exchange(tokens.refreshToken, tokens.deviceProof))).toBe(code)
  }
})

test('a stolen token is caught after the grace even with the stolen proof, whoever of thief and owner comes first', async () => {
  harness.clock.set(start.toISOString())
  const { email, tokens } = await registered()
  const proof = tokens.deviceProof
  const thiefs = await exchange(tokens.refreshToken, proof)
  await actorOf(thiefs)
  harness.clock.advance(31_000)
  expect(await refusalOf(exchange(tokens.refreshToken, proof))).toBe('identity.refresh-reused')
  for (const one of [tokens, thiefs]) expect(await refusalOf(actorOf(one))).toBe('identity.session-ended')
  expect(await refusalOf(exchange(thiefs.refreshToken, proof))).toBe('identity.session-ended')
  await harness.drain()
  expect(mails.filter((mail) => mail.to === email && mail.kind === 'sessions-ended-reuse')).toHaveLength(1)
})

test('a clock that steps back a little neither logs anybody out nor opens a second line', async () => {
  harness.clock.set(start.toISOString())
  const { tokens } = await registered()
  const next = await exchange(tokens.refreshToken, tokens.deviceProof)
  harness.clock.set(new Date(start.getTime() - 5000).toISOString())
  expect((await exchange(tokens.refreshToken, tokens.deviceProof)).refreshToken).toBe(text(next.refreshToken))
  expect((await exchange(next.refreshToken, tokens.deviceProof)).refreshToken).not.toBe(text(next.refreshToken))
  expect(await tally()).toBe(0)
})

/** What tabs of one browser do: they share a jar, and a reply may be lost on the way. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('refresh' as const), tabs: fc.integer({ min: 1, max: 4 }), lost: fc.nat({ max: 15 }) }),
  fc.record({ kind: fc.constant('use' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 9_000, 29_999, 30_000, 30_001, 600_000) }),
  // A tab that read the jar before another one wrote it, and comes late; within the grace.
  fc.record({ kind: fc.constant('stale' as const), ms: fc.constantFrom(0, 1, 29_999, 30_000) }),
)

test('however refreshes, lost replies, waits and uses interleave, an honest browser is never logged out, and a thief is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      harness.clock.set(start.toISOString())
      const { tokens } = await registered()
      const proof = tokens.deviceProof
      let jar: Pick<Tokens, 'accessToken' | 'refreshToken'> = tokens
      const shown: string[] = []
      for (const one of steps) {
        if (one.kind === 'use') {
          const code = await refusalOf(actorOf({ ...tokens, ...jar }))
          // An access token lives a quarter of an hour, and that is all that may be wrong with it.
          expect(['nothing was refused', 'identity.access-expired']).toContain(code)
        } else if (one.kind === 'wait') harness.clock.advance(one.ms)
        else if (one.kind === 'stale') {
          const before = jar.refreshToken
          jar = await exchange(before, proof)
          harness.clock.advance(one.ms)
          // Whatever comes back goes into the jar as well; where the first reply was never used, it may be another token.
          jar = await exchange(before, proof)
          shown.push(text(before))
        } else {
          const before = jar.refreshToken
          const answers = await Promise.all(Array.from({ length: one.tabs }, () => exchange(before, proof)))
          const arrived = answers.filter((_, n) => ((one.lost >> n) & 1) === 0).at(-1)
          if (arrived === undefined) continue
          jar = arrived
          shown.push(text(before))
        }
      }
      expect(await tally()).toBe(0)
      // The browser goes on and is seen; what a thief copied from an earlier moment is then worth nothing and noticed.
      jar = await exchange(jar.refreshToken, proof)
      await actorOf({ ...tokens, ...jar })
      const stolen = shown[0]
      if (stolen === undefined || stolen === jar.refreshToken) return
      harness.clock.advance(30_001)
      expect(await refusalOf(exchange(stolen, proof))).toBe('identity.refresh-reused')
      expect(await refusalOf(exchange(jar.refreshToken, proof))).toBe('identity.session-ended')
    }),
    { numRuns: 15 },
  )
}, 180_000)
