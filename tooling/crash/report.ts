import type { Findings } from './findings.ts'

/** Figures first, broken promises last, where the eye ends up. Answers whether all promises were kept. */
export function printReport({ figures, durations, violations }: Findings): boolean {
  console.log('\nWhat happened')
  for (const [figure, n] of [...figures].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${figure.padEnd(52)} ${n.toLocaleString('en-IN').padStart(10)}`)
  console.log('\nHow long it took (median, longest)')
  for (const [figure, taken] of durations) {
    const sorted = taken.toSorted((a, b) => a - b)
    console.log(`  ${figure.padEnd(52)} ${seconds(sorted[sorted.length >> 1])} ${seconds(sorted.at(-1))}`)
  }
  if (violations.size === 0) console.log('\nNothing was lost and nothing happened twice.')
  for (const [rule, cases] of violations) {
    console.log(`\nBroken: ${rule} (${cases.length})`)
    for (const one of cases.slice(0, 10)) console.log(`  ${one}`)
  }
  return violations.size === 0
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(9)
}
