/** One way of doing the work. Contenders of one workload take turns, so that a noisy machine is noisy for all. */
export interface Contender {
  readonly name: string
  readonly once: () => Promise<unknown>
}
export interface Figure {
  readonly name: string
  /** Median over the rounds. */
  readonly perSecond: number
  readonly cpuMicros: number
  /** Rate against the first contender. */
  readonly ratio: number
}
export interface Settings {
  readonly seconds: number
  readonly rounds: number
  readonly callers: number
}

export async function sideBySide(contenders: readonly Contender[], settings: Settings): Promise<Figure[]> {
  const rates = new Map<string, { rate: number; cpu: number }[]>()
  for (const contender of contenders) await run(contender, 0.2, settings.callers) // warm: connections, plans, compiled code
  for (let round = 0; round < settings.rounds; round++)
    for (const contender of contenders)
      rates.set(contender.name, [...(rates.get(contender.name) ?? []), await run(contender, settings.seconds, settings.callers)])
  const figures = contenders.map(({ name }) => {
    const all = rates.get(name) ?? []
    return { name, perSecond: median(all.map((one) => one.rate)), cpuMicros: median(all.map((one) => one.cpu)) }
  })
  const first = figures[0]?.perSecond ?? 1
  return figures.map((figure) => ({ ...figure, ratio: figure.perSecond / first }))
}

async function run({ name, once }: Contender, seconds: number, callers: number): Promise<{ rate: number; cpu: number }> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let done = 0
  const caller = async () => {
    while (performance.now() - start < seconds * 1000) {
      await once()
      done++
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  if (done < callers) throw new Error(`${name} did only ${done} calls: nothing was measured`)
  const used = process.cpuUsage(cpu)
  return { rate: done / ((performance.now() - start) / 1000), cpu: (used.user + used.system) / done }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { name, perSecond, cpuMicros, ratio } of figures)
    console.log(
      `  ${name.padEnd(34)} ${perSecond.toFixed(0).padStart(8)} /s  ${cpuMicros.toFixed(0).padStart(6)} µs CPU  ${ratio.toFixed(2).padStart(5)} x`,
    )
}
