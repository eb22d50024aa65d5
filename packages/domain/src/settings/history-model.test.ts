import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { z } from 'zod'
import { admin, useSettings } from './given.ts'
import { defineSetting, getHistory, getSetting, getValueAt, readSetting, revertChange, setSetting } from './index.ts'
import { issuesOf } from './value-rules.ts'

const { harness, as, run } = useSettings()
const reason = 'for this test'
let made = 0

/** What a setting does, told as simply as it can be: a list of what held from when on. */
interface Told {
  readonly atMs: number
  readonly value: number | undefined
  readonly id: string
}
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), value: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('plan' as const), value: fc.integer({ min: 1, max: 9 }), inMs: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ do: fc.constant('revert' as const), back: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }),
)

test('whatever is set, planned, taken back and waited for: every instant answers what held then, and history has every version', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      made += 1
      const type = defineSetting({ key: `model-test.n-${made}`, schema: z.int().min(1), default: 1, describe: 'A number' })
      const told: Told[] = []
      const planned: { dueMs: number; value: number; id: string }[] = []
      const nowMs = () => harness.clock.now().getTime()
      const started = nowMs()
      for (const one of steps) {
        if (one.do === 'set' || one.do === 'plan') {
          const effectiveFrom = one.do === 'plan' ? new Date(nowMs() + one.inMs).toISOString() : undefined
          const input = { key: type.key, value: one.value, baseVersion: told.length, reason }
          const { changeId } = await setSetting(as(admin), { ...input, ...(effectiveFrom !== undefined && { effectiveFrom }) })
          if (one.do === 'plan') planned.push({ dueMs: nowMs() + one.inMs, value: one.value, id: changeId ?? '' })
          else told.push({ atMs: nowMs(), value: one.value, id: changeId ?? '' })
        } else if (one.do === 'revert') {
          const target = told.at(-1 - one.back)
          if (target === undefined) continue
          const attempt = revertChange(as(admin), { changeId: target.id, reason })
          if (one.back > 0) expect(await refusalOf(attempt)).toBe('settings.stale')
          else told.push({ atMs: nowMs(), value: told.at(-2)?.value, id: (await attempt).changeId ?? '' })
        } else {
          harness.clock.advance(one.ms)
          await run('settings.apply-scheduled')
          const due = planned.filter(({ dueMs }) => dueMs <= nowMs()).toSorted((a, b) => a.dueMs - b.dueMs)
          for (const { value, id } of due) {
            planned.splice(
              planned.findIndex((plan) => plan.id === id),
              1,
            )
            told.push({ atMs: nowMs(), value, id })
          }
        }
      }
      const held = (atMs: number) => told.findLast((change) => change.atMs <= atMs)
      for (const atMs of new Set([started - 1, started, nowMs(), ...told.flatMap((change) => [change.atMs - 1, change.atMs])])) {
        const answer = await getValueAt(as(admin), { key: type.key, at: new Date(atMs).toISOString() })
        expect([answer.value, answer.assumed]).toEqual([held(atMs)?.value ?? 1, held(atMs)?.value === undefined])
      }
      const { items } = await getHistory(as(admin), { key: type.key, limit: 100 })
      expect(items.map(({ changeId, version }) => [changeId, version])).toEqual(
        told
          .map(({ id }, index) => [id, index + 1] as const)
          .toReversed()
          .map((pair) => [...pair]),
      )
      expect(await getSetting(as(admin), { key: type.key })).toMatchObject({ version: told.length, value: told.at(-1)?.value ?? 1 })
      expect(await readSetting(harness.ctx(admin), type)).toBe(told.at(-1)?.value ?? 1)
    }),
    { numRuns: 6, endOnFailure: true },
  )
})

test('whatever comes in, the judgement of a value is an answer, and what fits reads back as it was', () => {
  const schemas = [
    z.int(),
    z.string().max(5),
    z.strictObject({ a: z.int() }),
    z.object({ a: z.int().optional() }),
    z.array(z.coerce.number()),
    z.json(),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.jsonValue(), (schema, value) => {
      const issues = issuesOf({ schema }, value)
      if (issues.length === 0) expect(JSON.stringify(schema.parse(value))).toBe(JSON.stringify(value))
    }),
  )
})
