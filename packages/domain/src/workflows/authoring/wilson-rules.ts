/** 97.5 % point of the normal distribution: two-sided 95 %. */
const z = 1.959963984540054

/** Share and its 95 % Wilson score interval in basis points; of nobody nothing is known. */
export function wilson(hits: number, of: number): { goalRateBp: number; lowBp: number; highBp: number } {
  if (of === 0) return { goalRateBp: 0, lowBp: 0, highBp: 10_000 }
  const share = hits / of
  const scale = 1 + z ** 2 / of
  const middle = (share + z ** 2 / (2 * of)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  const bp = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10_000)
  return { goalRateBp: bp(share), lowBp: bp(middle - half), highBp: bp(middle + half) }
}
