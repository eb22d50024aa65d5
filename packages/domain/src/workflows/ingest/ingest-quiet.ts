import { limits } from '@mas/contracts/workflows'
import { isAnybodyInterested, lockSubjects, logEvents, runCauses } from '@mas/db/workflows'
import type { Heard, TxCtx } from '@mas/kernel'
import type { ListedEvent } from '../catalogue/entry.ts'
import { subjectKey } from '../entry/enter.ts'
import { runtimeSettings } from '../runtime/settings.ts'
import { movedTo } from '../runtime/subjects.ts'
import { readSettings } from '../../settings/index.ts'
import { isTriggering } from './triggers.ts'

/**
 * Many events that move nobody: they only go into the log, where a run that starts later finds them. False as soon as one of them
 * might do more: it starts a workflow, comes from one, or somebody waits for it. The order is that of one event, subject keys before
 * the log and the log before the runs, so that nobody can begin to wait unseen.
 */
export async function ingestQuiet(t: TxCtx, entry: ListedEvent, heard: readonly Heard[]): Promise<boolean> {
  const data = heard.map((one): unknown => entry.schema.parse(one.data))
  const mayMove = heard.some(({ envelope }, at) => envelope.actor.startsWith('workflow:') || entry.origin(data[at]) !== undefined)
  if (mayMove) return false
  const { eventLogDays } = await readSettings(t, runtimeSettings)
  const forgotten = t.clock.now().getTime() - eventLogDays * 86_400_000
  if (heard.some(({ envelope }) => envelope.occurredAt.getTime() < forgotten)) return false
  if (await isTriggering(t, entry.subjectTypes, entry.name)) return false

  const causes = await causesOf(t, entry.name === 'workflows.enrolment-finished' ? data : [])
  const logged: Parameters<typeof logEvents>[1][number][] = []
  for (const type of entry.subjectTypes) {
    const resolved = await entry.resolve(t, type, data)
    const moved = await movedTo(t, type, [...new Set(resolved.flat())])
    for (const [at, { envelope }] of heard.entries())
      for (const id of new Set((resolved[at] ?? []).map((one) => moved.get(one) ?? one)))
        logged.push({
          event_id: envelope.eventId,
          occurred_at: envelope.occurredAt.toISOString(),
          name: entry.name,
          subject_type: type,
          subject_id: id,
          data: data[at],
          ...(causes.get(runOf(data[at])) ?? { causation: 0, caused_by: null }),
        })
  }
  const subjects = [...new Map(logged.map(({ subject_type: type, subject_id: id }) => [subjectKey(type, id), { type, id }])).values()]
  if (subjects.length === 0) return true
  await lockSubjects(
    t.tx,
    subjects.map(({ type, id }) => subjectKey(type, id)),
  )
  await logEvents(t.tx, logged)
  if (await isAnybodyInterested(t.tx, subjects, entry.name)) return false
  // Asked again behind the keys: a workflow may have been activated meanwhile.
  return !(await isTriggering(t, entry.subjectTypes, entry.name))
}

/** Runs that are over caused the news of it themselves: a bulk of people who come to their end move nobody either, as a rule. */
async function causesOf(t: TxCtx, finished: readonly unknown[]): Promise<Map<string, { causation: number; caused_by: string }>> {
  if (finished.length === 0) return new Map()
  const found = await runCauses(t.tx, finished.map(runOf))
  return new Map(
    found.map(({ id, workflow_id, causation }) => [id, { causation: Math.min(causation, limits.causation) + 1, caused_by: workflow_id }]),
  )
}

const runOf = (finished: unknown): string => String(Reflect.get(Object(finished), 'runId'))
