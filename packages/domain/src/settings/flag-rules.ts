import type { Role } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import type { FlagMatch } from '@mas/contracts/settings'
import { hash } from 'node:crypto'

/** For whom a flag is asked. */
export interface FlagCaller {
  readonly userId?: string
  /** Stands in for a person in percentages, while nobody is signed in. */
  readonly deviceId?: string
  readonly role?: Role
  readonly platform: Platform
  /** Facts of domains above, looked up only where a rule asks for them. */
  readonly emailDomain?: string
  readonly batchIds?: readonly string[]
}
export interface KeptFlag {
  readonly killed: boolean
  readonly rules: readonly { readonly match: unknown; readonly outcome: 'on' | 'off' | 'percent'; readonly percentBp: number | null }[]
  readonly overrides: ReadonlyMap<string, { readonly value: boolean; readonly untilMs: number | null }>
}
export interface FlagDecision {
  readonly value: boolean
  readonly because: {
    readonly kind: 'killed' | 'override' | 'rule' | 'percent' | 'default'
    readonly rule: number | null
    readonly bucket: number | null
    readonly limit: number | null
    readonly until: string | null
  }
}

/** Killed, then override, then the first rule that matches, then default. */
export function decideFlag(
  flag: { readonly key: string; readonly default: boolean },
  kept: KeptFlag | undefined,
  caller: FlagCaller,
  nowMs: number,
): FlagDecision {
  const because = (value: boolean, kind: FlagDecision['because']['kind'], more: Partial<FlagDecision['because']> = {}): FlagDecision => ({
    value,
    because: { kind, rule: null, bucket: null, limit: null, until: null, ...more },
  })
  if (kept === undefined) return because(flag.default, 'default')
  if (kept.killed) return because(false, 'killed')
  const override = caller.userId === undefined ? undefined : kept.overrides.get(caller.userId)
  if (override !== undefined && (override.untilMs === null || override.untilMs > nowMs))
    return because(override.value, 'override', { until: override.untilMs === null ? null : new Date(override.untilMs).toISOString() })
  for (const [index, rule] of kept.rules.entries()) {
    if (!matches(asMatch(rule.match), caller)) continue
    if (rule.outcome !== 'percent') return because(rule.outcome === 'on', 'rule', { rule: index + 1 })
    const limit = rule.percentBp ?? 0
    const who = caller.userId ?? caller.deviceId
    // Nobody we could tell apart: who cannot be in a bucket is not in the roll-out.
    if (who === undefined) return because(false, 'percent', { rule: index + 1, limit })
    const bucket = bucketOf(flag.key, who)
    return because(bucket < limit, 'percent', { rule: index + 1, bucket, limit })
  }
  return because(flag.default, 'default')
}

/** Where somebody falls, 0 to 9,999: the first four bytes of SHA-256(flag ":" id), big-endian, modulo 10,000. */
export function bucketOf(flag: string, id: string): number {
  return hash('sha256', `${flag}:${id}`, 'buffer').readUInt32BE(0) % 10_000
}

/** Whether a rule of this flag looks at facts that other domains keep. */
export function needsFacts(kept: KeptFlag | undefined): boolean {
  return (
    kept !== undefined && kept.rules.some(({ match }) => asMatch(match).emailDomains !== undefined || asMatch(match).batchIds !== undefined)
  )
}

/** Everything that a match names must hold. */
function matches(match: FlagMatch, caller: FlagCaller): boolean {
  const { platforms, roles, userIds, batchIds, emailDomains } = match
  return (
    (platforms === undefined || platforms.includes(caller.platform)) &&
    (roles === undefined || (caller.role !== undefined && roles.includes(caller.role))) &&
    (userIds === undefined || (caller.userId !== undefined && userIds.includes(caller.userId))) &&
    (batchIds === undefined || (caller.batchIds ?? []).some((id) => batchIds.includes(id))) &&
    (emailDomains === undefined || (caller.emailDomain !== undefined && emailDomains.includes(caller.emailDomain)))
  )
}

/** What a rule matches was parsed by the contract when it was stored. */
function asMatch(match: unknown): FlagMatch {
  return match as FlagMatch
}
