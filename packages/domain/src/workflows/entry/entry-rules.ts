import type { ErrorCode } from '@mas/contracts/catalogue'
import type { Presence } from '../runtime/subjects.ts'

/** Everything that decides whether a person may enter a workflow now. */
export interface EntryFacts {
  readonly status: string
  readonly reEntry: string
  readonly cooldownDays: number
  readonly mutexGroup: string | null
  readonly onConflict: string
  readonly maxLive: number | null
  readonly presence: Presence
  /** The same event, scan, occurrence or request started a run before. */
  readonly known: boolean
  /** The newest run with this entry key. */
  readonly latest?: { readonly state: string; readonly finishedAt: Date | null } | undefined
  /** Other live runs of the person in the group. */
  readonly rivals: readonly string[]
  readonly live: number
  readonly now: Date
}

export interface EntryCheck {
  readonly rule: string
  readonly holds: boolean
  /** What it is refused with. */
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
}

/** The rules in their order; the first that does not hold decides. */
export function entryChecks(facts: EntryFacts): EntryCheck[] {
  const { latest, now } = facts
  const live = latest !== undefined && latest.state !== 'finished'
  const until = freeAgain(facts)
  return [
    { rule: 'active', holds: facts.status === 'active', code: 'workflows.not-active', details: { status: facts.status } },
    { rule: 'known person', holds: facts.presence !== 'unknown', code: 'workflows.subject-unknown', details: {} },
    { rule: 'not blocked', holds: facts.presence !== 'blocked', code: 'workflows.subject-blocked', details: {} },
    { rule: 'not live', holds: !live && !facts.known, code: 'workflows.already-live', details: {} },
    {
      rule: 're-entry',
      holds: live || latest === undefined || (until !== undefined && until <= now),
      code: 'workflows.cooling-down',
      details: { reEntry: facts.reEntry, until: until?.toISOString() ?? null },
    },
    {
      rule: 'mutual exclusion',
      holds: facts.rivals.length === 0 || facts.onConflict === 'replace',
      code: 'workflows.mutex-busy',
      details: { group: facts.mutexGroup, runs: facts.rivals },
    },
    {
      rule: 'live runs',
      holds: facts.maxLive === null || facts.live < facts.maxLive,
      code: 'workflows.cap-reached',
      details: { maxLive: facts.maxLive, live: facts.live },
    },
  ]
}

/** When the person may enter again after the latest run; undefined: never. */
function freeAgain({ latest, reEntry, cooldownDays, now }: EntryFacts): Date | undefined {
  if (latest === undefined || latest.finishedAt === null) return now
  if (reEntry === 'never') return undefined
  return reEntry === 'always' ? latest.finishedAt : new Date(latest.finishedAt.getTime() + cooldownDays * 86_400_000)
}

export function refusalOfEntry(facts: EntryFacts): EntryCheck | undefined {
  return entryChecks(facts).find(({ holds }) => !holds)
}
