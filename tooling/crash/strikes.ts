import { z } from 'zod'
import type { Findings } from './findings.ts'
import { kill, type Product } from './product.ts'
import type { Random } from './random.ts'

export const Target = z.enum(['api', 'worker', 'postgres', 'everything'])
export type Target = z.infer<typeof Target>
/** Workers die twice as often as the rest. */
const targets = ['worker', ...Target.options] as const

/** Kills one process after another at moments that the seed decides, until `until`. */
export async function strike(
  product: Product,
  random: Random,
  findings: Findings,
  until: number,
  say: (line: string) => void,
  only?: Target,
): Promise<void> {
  for (;;) {
    await Bun.sleep(only === undefined ? random.between(4_000, 12_000) : random.between(5_000, 10_000))
    if (performance.now() >= until) return
    const target = only ?? random.oneOf(targets)
    const began = performance.now()
    if (target === 'everything') await product.powerCut()
    else {
      const pid = product.pid(target)
      if (pid === undefined || !kill(pid)) continue
    }
    findings.count(`killed: ${target}`)
    findings.count('kills')
    if (target !== 'worker') await serving(product, began, findings, target)
    say(`kill -9 ${target}, back after ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
}

/** Waits until the API answers again; that it takes too long is a finding. */
export async function serving({ run }: Product, began: number, findings: Findings, target: string): Promise<void> {
  // The process that was killed may still be answering for a moment.
  await Bun.sleep(150)
  while (!(await answers(run.apiUrl)))
    if (performance.now() - began > 90_000)
      return findings.violated('the system comes back', `90 s after kill -9 ${target} it does not serve`)
    else await Bun.sleep(50)
  findings.took(`serving again after kill -9 ${target}`, performance.now() - began)
}

async function answers(apiUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false // not listening
  }
}
