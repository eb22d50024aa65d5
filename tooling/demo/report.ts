import type { ImportCounts } from '@mas/contracts/leads'

/** `created 5,812 · matched 0 · …`, with the reasons of rejected rows below. */
export function reportLines(counts: ImportCounts): string[] {
  const { byCode, ...outcomes } = counts
  const named = {
    created: outcomes.created,
    updated: outcomes.updated,
    matched: outcomes.matched,
    'shared phone': outcomes.sharedPhone,
    rejected: outcomes.rejected,
  }
  const line = Object.entries(named).map(([name, count]) => `${name} ${count.toLocaleString('en-IN')}`)
  const reasons = Object.entries(byCode).map(([code, count]) => `    ${code}: ${count.toLocaleString('en-IN')}`)
  return [`  ${line.join(' · ')}`, ...reasons]
}
