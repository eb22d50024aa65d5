import { fail } from './errors.ts'

/** Indian rupees in paise. */
export type Paise = number
/** Rate in basis points: 1,800 bp = 18 %. */
export type BasisPoints = number

function assertSafe(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw fail('request.invalid', { issues: [{ path: [], message: 'amount out of range' }] })
  return amount
}

/** `amount × rate`, rounded half away from zero to whole minor units: the one rounding rule of the house. */
export function applyRate(amount: Paise, rate: BasisPoints): Paise {
  const product = BigInt(assertSafe(amount)) * BigInt(assertSafe(rate))
  const magnitude = product < 0n ? -product : product
  const rounded = (magnitude + 5_000n) / 10_000n
  return assertSafe(Number(product < 0n ? -rounded : rounded))
}

/**
 * Splits an amount by weights without losing or inventing a unit: every part is floored, the units left over go to
 * the largest remainders, the earlier part first on a tie.
 */
export function allocate(amount: Paise, weights: readonly number[]): Paise[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(assertSafe(weight)), 0n)
  if (total <= 0n || weights.some((weight) => weight < 0)) {
    throw fail('request.invalid', { issues: [{ path: [], message: 'weights must not be negative and must add up to more than zero' }] })
  }
  const sign = amount < 0 ? -1n : 1n
  const magnitude = BigInt(assertSafe(amount)) * sign
  const parts = weights.map((weight, index) => {
    const scaled = magnitude * BigInt(weight)
    return { index, floor: scaled / total, remainder: scaled % total }
  })
  let left = magnitude - parts.reduce((sum, part) => sum + part.floor, 0n)
  const byRemainder = parts.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))
  for (const part of byRemainder) {
    if (left === 0n) break
    part.floor += 1n
    left -= 1n
  }
  return parts.map((part) => Number(part.floor * sign))
}

/** `12345650` -> `₹1,23,456.50` (Indian grouping). */
export function formatInr(amount: Paise): string {
  return rupees.format(amount / 100)
}
const rupees = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR', minimumFractionDigits: 2 })
