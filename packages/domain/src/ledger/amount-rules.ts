import { fail } from '@mas/kernel'

/** Whole, not zero, and exact as a JSON number; callers' types say the rest. */
export function requireAmount(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount === 0) throw fail('ledger.amount-out-of-range', { amount: String(amount) })
  return amount
}

/** An amount that says how much, not in which direction. */
export function requireQuantity(qty: number): number {
  if (requireAmount(qty) < 0) throw fail('ledger.amount-out-of-range', { amount: String(qty) })
  return qty
}
