import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { AppError } from './errors.ts'
import { allocate, applyRate, formatInr } from './money.ts'

const amount = fc.integer({ min: -10_000_000_000, max: 10_000_000_000 })
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 30 })
  .filter((list) => list.some((weight) => weight > 0))
const code = (work: () => unknown) => {
  try {
    work()
    return 'nothing was refused'
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown)
  }
}

describe('allocate', () => {
  test('neither loses nor invents a paisa', () => {
    fc.assert(fc.property(amount, weights, (total, by) => expect(allocate(total, by).reduce((sum, part) => sum + part, 0)).toBe(total)))
  })
  test('gives each part its exact share rounded down or up', () => {
    fc.assert(
      fc.property(amount, weights, (total, by) => {
        const whole = by.reduce((sum, weight) => sum + weight, 0)
        allocate(total, by).forEach((part, index) => {
          const scaled = BigInt(Math.abs(total)) * BigInt(by[index] ?? 0)
          const floor = scaled / BigInt(whole)
          const got = BigInt(Math.abs(part))
          expect(got === floor || (got === floor + 1n && scaled % BigInt(whole) !== 0n)).toBe(true)
        })
      }),
    )
  })
  test('mirrors negative amounts, so a refund undoes a charge part by part', () => {
    fc.assert(
      fc.property(amount, weights, (total, by) =>
        expect(allocate(-total, by).map((part) => part + 0)).toEqual(allocate(total, by).map((part) => 0 - part)),
      ),
    )
  })
  test('gives what is left over to the largest remainders, the earlier part first', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(allocate(5, [3, 3, 4])).toEqual([2, 1, 2])
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  })
  test('refuses weights that add up to nothing and amounts that are no whole paise', () => {
    expect(code(() => allocate(100, [0, 0]))).toBe('request.invalid')
    expect(code(() => allocate(100, []))).toBe('request.invalid')
    expect(code(() => allocate(0.5, [1]))).toBe('request.invalid')
    expect(code(() => allocate(2 ** 53, [1]))).toBe('request.invalid')
  })
  test('refuses negative weights', () => {
    expect(code(() => allocate(100, [3, -1]))).toBe('request.invalid')
  })
})

describe('applyRate', () => {
  test('is within half a paisa of the exact product', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 100_000 }), (base, rate) => {
        const twice = 2n * (BigInt(applyRate(base, rate)) * 10_000n - BigInt(base) * BigInt(rate))
        expect(twice >= -10_000n && twice <= 10_000n).toBe(true)
      }),
    )
  })
  test('rounds half away from zero, on both sides', () => {
    expect(applyRate(50, 100)).toBe(1)
    expect(applyRate(-50, 100)).toBe(-1)
    expect(applyRate(49, 100)).toBe(0)
    expect(applyRate(10_000, 1_800)).toBe(1_800)
  })
  test('takes nothing of nothing, everything at 100 %', () => {
    fc.assert(fc.property(amount, (base) => expect([applyRate(base, 0) + 0, applyRate(base, 10_000)]).toEqual([0, base])))
  })
  test('refuses a product that no longer fits', () => {
    expect(code(() => applyRate(Number.MAX_SAFE_INTEGER, 20_000))).toBe('request.invalid')
  })
})

test('rupees are written with Indian grouping', () => {
  expect(formatInr(12_345_650)).toBe('₹1,23,456.50')
  expect(formatInr(-5)).toBe('-₹0.05')
})
