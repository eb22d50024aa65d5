import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { HumanCheck } from '@mas/kernel/ports/human-check'
import type { HumanCheckFaults } from './sandbox-faults.ts'

export interface HumanCheckUnderTest {
  /** A new adapter, so that an open breaker of one test does not reach the next. */
  fresh(): HumanCheck
  unreachable(): HumanCheck
  readonly faults: HumanCheckFaults
  stop(): Promise<void>
}

/** What every `HumanCheck` promises. */
export function describeHumanCheck(name: string, make: () => Promise<HumanCheckUnderTest>): void {
  describe(`HumanCheck: ${name}`, () => {
    let it: HumanCheckUnderTest
    beforeAll(async () => {
      it = await make()
    })
    beforeEach(() => it.faults.clear())
    afterAll(() => it.stop())
    const token = (kind: string, action = 'sign-up') => `${kind}:${action}:${crypto.randomUUID()}`
    const check = (response: string) => it.fresh().check({ token: response, action: 'sign-up', remoteIp: '203.0.113.7' })
    const not = (reason: string) => ({ outcome: 'ok', value: { human: false, reason } })

    test('a person passes', async () => {
      expect(await check(token('human'))).toEqual({ outcome: 'ok', value: { human: true } })
    })

    test('a token passes once', async () => {
      const once = token('human')
      await check(once)
      expect(await check(once)).toMatchObject(not('used-or-expired'))
    })

    test('a robot, a token of another form and one of another site do not pass', async () => {
      expect(await check(token('robot'))).toMatchObject(not('invalid'))
      expect(await check(token('human', 'sign-in'))).toMatchObject(not('other-action'))
      expect(await check(token('elsewhere'))).toMatchObject(not('other-host'))
    })

    test('one lost answer is made up for without spending the token twice', async () => {
      it.faults.add('server-error')
      expect(await check(token('human'))).toEqual({ outcome: 'ok', value: { human: true } })
    })

    test.each(['server-error', 'internal-error', 'unreadable', 'hang'] as const)(
      '%s is an outage, never a verdict on the person',
      async (fault) => {
        it.faults.add(fault, 5)
        expect(await check(token('human'))).toMatchObject({ outcome: 'refused', retry: 'later' })
      },
    )

    test('an unreachable provider is an outage', async () => {
      const answer = await it.unreachable().check({ token: token('human'), action: 'sign-up' })
      expect(answer).toMatchObject({ outcome: 'refused', retry: 'later' })
    })
  })
}
