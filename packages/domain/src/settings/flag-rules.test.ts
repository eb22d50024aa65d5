import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { bucketOf, decideFlag, type FlagCaller, type KeptFlag } from './flag-rules.ts'

const flag = { key: 'rules-test.flag', default: false }
const kept = (rules: KeptFlag['rules'], more: Partial<KeptFlag> = {}): KeptFlag => ({ killed: false, rules, overrides: new Map(), ...more })
const rule = (match: object, outcome: 'on' | 'off' | number) =>
  typeof outcome === 'number' ? { match, outcome: 'percent' as const, percentBp: outcome } : { match, outcome, percentBp: null }
const caller: FlagCaller = { userId: 'u', role: 'USER', platform: 'mr-hire' }
const decide = (rules: KeptFlag['rules'], who: FlagCaller = caller) => decideFlag(flag, kept(rules), who, 0).value

describe('buckets', () => {
  test('are the first four bytes of SHA-256(flag ":" id), big-endian, modulo 10,000', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, id) => {
        const digest = createHash('sha256').update(`${key}:${id}`, 'utf8').digest('hex')
        expect(bucketOf(key, id)).toBe(Number.parseInt(digest.slice(0, 8), 16) % 10_000)
      }),
    )
    expect(bucketOf('a', 'b')).toBe(Number.parseInt(createHash('sha256').update('a:b').digest('hex').slice(0, 8), 16) % 10_000)
  })
  test('spread 100,000 people evenly, and raising the limit turns nobody off', () => {
    const ids = Array.from({ length: 100_000 }, (_, n) => `user-${n}`)
    const on = (limit: number) => new Set(ids.filter((userId) => decide([rule({}, limit)], { ...caller, userId })))
    const [quarter, half] = [on(2_500), on(5_000)]
    expect(quarter.size).toBeGreaterThan(24_500)
    expect(quarter.size).toBeLessThan(25_500)
    for (const id of quarter) expect(half.has(id)).toBe(true)
    expect([on(0).size, on(10_000).size]).toEqual([0, ids.length])
  })
})

describe('rules', () => {
  test('are read in order, and the first that matches decides', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ matches: fc.boolean(), on: fc.boolean() })), (drawn) => {
        const rules = drawn.map(({ matches, on }) => rule({ userIds: [matches ? 'u' : 'another'] }, on ? 'on' : 'off'))
        expect(decide(rules)).toBe(drawn.find(({ matches }) => matches)?.on ?? flag.default)
      }),
    )
  })
  test('match when everything they name holds', () => {
    const who: FlagCaller = { ...caller, emailDomain: 'mas.example', batchIds: ['b1', 'b2'] }
    for (const [match, matches] of [
      [{}, true],
      [{ platforms: ['mr-hire'] }, true],
      [{ platforms: ['mr-mentor'] }, false],
      [{ roles: ['USER'], platforms: ['mr-hire'] }, true],
      [{ roles: ['USER'], platforms: ['mr-mentor'] }, false],
      [{ batchIds: ['b2', 'b9'] }, true],
      [{ batchIds: ['b9'] }, false],
      [{ emailDomains: ['mas.example'] }, true],
      [{ emailDomains: ['example'] }, false],
    ] as const)
      expect([match, decide([rule(match, 'on')], who)]).toEqual([match, matches])
  })
  test('name nobody when nobody is signed in; a percentage then needs a device', () => {
    const nobody: FlagCaller = { platform: 'mr-hire' }
    expect(decide([rule({ roles: ['USER'] }, 'on')], nobody)).toBe(false)
    expect(decide([rule({}, 10_000)], nobody)).toBe(false)
    expect(decide([rule({}, 10_000)], { ...nobody, deviceId: 'd' })).toBe(true)
    expect(decide([rule({ platforms: ['mr-hire'] }, 'on')], nobody)).toBe(true)
  })
})

test('a kill goes before an override, an override before rules, until it ends', () => {
  const overrides = new Map([['u', { value: true, untilMs: 1_000 }]])
  const at = (nowMs: number, killed = false) => decideFlag(flag, kept([rule({}, 'off')], { overrides, killed }), caller, nowMs)
  expect(at(999)).toMatchObject({ value: true, because: { kind: 'override', until: '1970-01-01T00:00:01.000Z' } })
  expect(at(1_000)).toMatchObject({ value: false, because: { kind: 'rule', rule: 1 } })
  expect(at(999, true)).toMatchObject({ value: false, because: { kind: 'killed' } })
})
