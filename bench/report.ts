import { mkdir } from 'node:fs/promises'

interface Measured {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}
interface Report {
  readonly name: string
  readonly subject: string
  readonly reference: string
  /** Least ratio of the subject's rate to each other's. */
  readonly bars: Readonly<Record<string, number>>
  readonly sizes: Readonly<Record<string, number>>
  readonly measured: ReadonlyMap<string, readonly Measured[]>
}

/** Prints the medians side by side, keeps them as JSON, and ends with 1 when a bar is missed. */
export async function report({ name, subject, bars, sizes, measured }: Report): Promise<void> {
  const medians = [...measured].map(([who, all]) => ({
    who,
    rate: median(all.map((one) => one.rate)),
    p50: median(all.map((one) => one.p50)),
    p99: median(all.map((one) => one.p99)),
  }))
  const rateOf = (who: string) => medians.find((one) => one.who === who)?.rate ?? Number.NaN
  const ratios = Object.entries(bars).map(([other, bar]) => ({ other, bar, ratio: rateOf(subject) / rateOf(other) }))
  console.table(
    medians.map(({ who, rate, p50, p99 }) => ({
      '': who,
      'per second': Math.round(rate),
      'p50 ms': p50.toFixed(2),
      'p99 ms': p99.toFixed(2),
    })),
  )
  for (const { other, bar, ratio } of ratios)
    console.log(`${subject} / ${other}: ${ratio.toFixed(2)} (bar ${bar}) ${ratio >= bar ? 'reached' : 'MISSED'}`)
  await mkdir('.mas/bench', { recursive: true })
  await Bun.write(
    `.mas/bench/${name}.json`,
    JSON.stringify({ name, at: new Date().toISOString(), bun: Bun.version, sizes, medians, ratios }, null, 2),
  )
  process.exitCode = ratios.every(({ bar, ratio }) => ratio >= bar) ? 0 : 1
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
