import { Role } from '@mas/contracts/access'
import { FlagMatch, type FlagRule } from '@mas/contracts/settings'
import type { FlagRow } from '@mas/db/settings'
import { fail, type TxCtx } from '@mas/kernel'
import { flagFacts } from './flag-facts.ts'
import type { Issue } from './value-rules.ts'

/** Refuses rules that name a role or batch nobody knows: such a rule would never match, in silence. */
export async function requireRules(t: TxCtx, rules: readonly FlagRule[]): Promise<void> {
  const named = [...new Set(rules.flatMap(({ match }) => match.batchIds ?? []))]
  const known = named.length === 0 ? new Set<string>() : ((await flagFacts().knownBatches?.(t, named)) ?? new Set<string>())
  const issues = rules.flatMap(({ match }, index): Issue[] => [
    ...(match.roles ?? []).flatMap((role, n) =>
      Role.safeParse(role).success ? [] : [{ path: ['rules', index, 'match', 'roles', n], message: 'there is no such role' }],
    ),
    ...(match.batchIds ?? []).flatMap((id, n) =>
      known.has(id) ? [] : [{ path: ['rules', index, 'match', 'batchIds', n], message: 'there is no such batch' }],
    ),
  ])
  if (issues.length > 0) throw fail('settings.rule-invalid', { issues: issues.slice(0, 50) })
}

/** Stored rules as they came in. */
export function rulesOf(row: Pick<FlagRow, 'rules'>): FlagRule[] {
  return row.rules.map(({ match, outcome, percentBp }) => ({
    match: FlagMatch.parse(match),
    outcome: outcome === 'percent' ? { percentBp: percentBp ?? 0 } : outcome,
  }))
}
