/** Calls `work` from `lanes` callers at once until the time is over; answers completed calls per second. */
export async function rateOf(lanes: number, seconds: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  const end = started + seconds * 1000
  let done = 0
  let next = 0
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (performance.now() < end) {
        await work(next++)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - started)
}

/** Middle of several rounds, in which the rivals take turns so that a slow moment of the machine hits all of them. */
export async function compare(rounds: number, rivals: Readonly<Record<string, () => Promise<number>>>): Promise<Record<string, number>> {
  const seen = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++)
    for (const [name, measure] of Object.entries(rivals)) seen.set(name, [...(seen.get(name) ?? []), await measure()])
  return Object.fromEntries([...seen].map(([name, rates]) => [name, median(rates)]))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
