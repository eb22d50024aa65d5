import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { BreachedPasswords } from '@mas/kernel/ports/breached-passwords'
import type { BreachedPasswordsFaults } from './sandbox-faults.ts'

export interface BreachedPasswordsUnderTest {
  fresh(): BreachedPasswords
  unreachable(): BreachedPasswords
  readonly faults: BreachedPasswordsFaults
  /** Paths and headers of the requests so far. */
  readonly asked: readonly { readonly path: string; readonly padding: string | undefined }[]
  stop(): Promise<void>
}

/** What every `BreachedPasswords` promises. */
export function describeBreachedPasswords(name: string, make: () => Promise<BreachedPasswordsUnderTest>): void {
  describe(`BreachedPasswords: ${name}`, () => {
    let it: BreachedPasswordsUnderTest
    beforeAll(async () => {
      it = await make()
    })
    beforeEach(() => it.faults.clear())
    afterAll(() => it.stop())

    test('a leaked password is found with its count, another one is not', async () => {
      expect(await it.fresh().timesSeen('correct horse battery staple')).toEqual({ outcome: 'ok', value: 216 })
      expect(await it.fresh().timesSeen('qv7!mango-lantern-52')).toEqual({ outcome: 'ok', value: 0 })
    })

    test('only five hex digits leave the process, and padding is asked for', async () => {
      await it.fresh().timesSeen('correct horse battery staple')
      for (const { path, padding } of it.asked) {
        expect(path).toMatch(/\/range\/[0-9A-F]{5}$/)
        expect(padding).toBe('true')
      }
    })

    test.each(['limit', 'server-error', 'unreadable', 'hang'] as const)('%s is an outage, asked once', async (fault) => {
      it.faults.add(fault)
      const before = it.asked.length
      expect(await it.fresh().timesSeen('correct horse battery staple')).toMatchObject({
        outcome: 'refused',
        retry: 'later',
      })
      expect(it.asked.length - before).toBe(1)
    })

    test('an unreachable provider is an outage', async () => {
      expect(await it.unreachable().timesSeen('anything at all')).toMatchObject({ outcome: 'refused' })
    })
  })
}
