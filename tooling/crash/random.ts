/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number
  oneOf<T>(choices: readonly [T, ...T[]]): T
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return { between, oneOf: (choices) => choices[between(0, choices.length - 1)] ?? choices[0] }
}
