/** Damerau-Levenshtein distance, unrestricted: a transposed pair may still be edited in between. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 2
  const limit = a.length + b.length
  const cost = new Uint16Array((a.length + 2) * width).fill(limit)
  const at = (i: number, j: number) => cost[(i + 1) * width + j + 1] ?? limit
  for (let i = 0; i <= a.length; i += 1) cost[(i + 1) * width + 1] = i
  for (let j = 0; j <= b.length; j += 1) cost[width + j + 1] = j
  const lastRow = new Map<string, number>()
  for (let i = 1; i <= a.length; i += 1) {
    let lastColumn = 0
    for (let j = 1; j <= b.length; j += 1) {
      const row = lastRow.get(b.charAt(j - 1)) ?? 0
      const column = lastColumn
      const same = a.charAt(i - 1) === b.charAt(j - 1)
      if (same) lastColumn = j
      cost[(i + 1) * width + j + 1] = Math.min(
        at(i - 1, j - 1) + (same ? 0 : 1),
        at(i, j - 1) + 1,
        at(i - 1, j) + 1,
        at(row - 1, column - 1) + (i - row - 1) + 1 + (j - column - 1),
      )
    }
    lastRow.set(a.charAt(i - 1), i)
  }
  return at(a.length, b.length)
}
