import type { DndRegistry } from '@mas/kernel/ports/dnd-registry'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { DndFaults } from './sandbox-faults.ts'

export interface DndRegistryUnderTest {
  /** A new adapter, so that an open breaker of one test does not reach the next. */
  fresh(): DndRegistry
  unreachable(): DndRegistry
  readonly faults: DndFaults
  readonly now: Date
  stop(): Promise<void>
}

/** What every `DndRegistry` that can be asked promises. */
export function describeDndRegistry(name: string, make: () => Promise<DndRegistryUnderTest>): void {
  describe(`DndRegistry: ${name}`, () => {
    let it: DndRegistryUnderTest
    beforeAll(async () => {
      it = await make()
    })
    beforeEach(() => it.faults.clear())
    afterAll(() => it.stop())
    const numbers = ['+919876543290', '+919876543291', '+919876543292']

    test('each number is told with its categories', async () => {
      expect(await it.fresh().scrub(numbers)).toMatchObject({
        outcome: 'ok',
        value: {
          asOf: it.now,
          entries: [
            { value: numbers[0], registered: true, categories: ['all'] },
            { value: numbers[1], registered: true, categories: ['education'] },
            { value: numbers[2], registered: false, categories: [] },
          ],
        },
      })
    })

    test('a busy moment and a lost answer are made up for', async () => {
      it.faults.add('too-many')
      expect(await it.fresh().scrub(numbers)).toMatchObject({ outcome: 'ok' })
      it.faults.add('hang')
      expect(await it.fresh().scrub(numbers)).toMatchObject({ outcome: 'ok' })
    })

    test('half an answer is an answer for that half', async () => {
      it.faults.add('partial')
      const answer = await it.fresh().scrub(numbers)
      expect(answer.outcome === 'ok' && answer.value.entries.map(({ value }) => value)).toEqual(numbers.slice(0, 2))
    })

    test('an old register says how old it is', async () => {
      it.faults.add('stale')
      const answer = await it.fresh().scrub(numbers)
      expect(answer.outcome === 'ok' && answer.value.asOf.getTime()).toBe(it.now.getTime() - 48 * 60 * 60_000)
    })

    test.each(['error200', 'hang'] as const)('%s that stays says nothing about anybody', async (fault) => {
      it.faults.add(fault, 5)
      expect(await it.fresh().scrub(numbers)).toMatchObject({ outcome: 'refused', retry: 'later' })
    })

    test('an unreachable register says nothing about anybody', async () => {
      expect(await it.unreachable().scrub(numbers)).toMatchObject({ outcome: 'refused', retry: 'later' })
    })
  })
}
