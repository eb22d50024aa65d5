import { SubjectType } from '@mas/contracts/workflows'
import { countLive, knownSources, latestRuns, runsInGroup, type EntryRulesRow, type PastRun } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { formerIds, presence } from '../runtime/subjects.ts'
import type { EntryFacts } from './entry-rules.ts'

export interface Entrant {
  readonly subjectId: string
  /** The subject's id, joined with a field of the event where the trigger says so. */
  readonly entryKey: string
  /** Event, scan, occurrence or request, joined with the subject; null where nothing repeats. */
  readonly sourceRef: string | null
}

/** What decides about each entrant, read for all of them at once. Rivals are live runs of the person in the workflow's group. */
export async function gatherEntryFacts(
  ctx: Ctx | TxCtx,
  rules: EntryRulesRow,
  source: string,
  entrants: readonly Entrant[],
): Promise<{ entrant: Entrant; facts: EntryFacts }[]> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const now = ctx.clock.now()
  const type = SubjectType.parse(rules.subject_type)
  const ids = [...new Set(entrants.map(({ subjectId }) => subjectId))]
  const present = await presence(ctx, type, ids)
  const former = await formerIds(ctx, type, ids)
  // What somebody walked before being merged, the one who is left has walked.
  const keysOf = ({ subjectId, entryKey }: Entrant) => [
    entryKey,
    ...(former.get(subjectId) ?? []).map((id) => entryKey.replace(subjectId, id)),
  ]
  const past = new Map((await latestRuns(reader, rules.id, entrants.flatMap(keysOf))).map((run) => [run.entry_key, run]))
  const refs = entrants.flatMap(({ sourceRef }) => (sourceRef === null ? [] : [sourceRef]))
  const known = await knownSources(reader, rules.id, source, refs)
  const rivals = rules.mutex_group === null ? [] : await runsInGroup(reader, rules.mutex_group, type, ids)
  const live = rules.max_live === null ? 0 : await countLive(reader, rules.id, rules.max_live)
  return entrants.map((entrant) => ({
    entrant,
    facts: {
      status: rules.status,
      reEntry: rules.re_entry,
      cooldownDays: rules.cooldown_days,
      mutexGroup: rules.mutex_group,
      onConflict: rules.on_conflict,
      maxLive: rules.max_live,
      presence: present.get(entrant.subjectId) ?? 'unknown',
      known: entrant.sourceRef !== null && known.has(entrant.sourceRef),
      latest: newest(keysOf(entrant).flatMap((key) => past.get(key) ?? [])),
      rivals: rivals.filter(({ subject_id }) => subject_id === entrant.subjectId).map(({ run_id }) => run_id),
      live,
      now,
    },
  }))
}

/** The one that lives, else the one that began last. */
function newest(runs: readonly PastRun[]): EntryFacts['latest'] {
  const [found] = runs.toSorted(
    (a, b) => Number(a.state === 'finished') - Number(b.state === 'finished') || b.started_at.getTime() - a.started_at.getTime(),
  )
  return found && { state: found.state, finishedAt: found.finished_at }
}
