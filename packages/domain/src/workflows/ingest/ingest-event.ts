import { effectRank, limits, type SubjectType } from '@mas/contracts/workflows'
import {
  interestedRuns,
  lockCursors,
  lockSubjects,
  logEvents,
  notifyLoops,
  putMail,
  runCause,
  settleEffect,
  wakeCursors,
} from '@mas/db/workflows'
import type { Envelope, TxCtx } from '@mas/kernel'
import type { ListedEvent } from '../catalogue/entry.ts'
import type { Json } from '../engine/state.ts'
import { subjectKey } from '../entry/enter.ts'
import { runtimeSettings } from '../runtime/settings.ts'
import { movedTo } from '../runtime/subjects.ts'
import { readSettings } from '../../settings/index.ts'
import { takeChildVars } from './child-vars.ts'
import { enrolByEvent } from './triggers.ts'

interface Subject {
  readonly type: SubjectType
  readonly id: string
}

/**
 * One event, for everybody it concerns: into the log, into the mailboxes of runs that look for it, to the step that caused it, and
 * as a trigger. Order is what makes it safe: subject keys, the log, then the cursors in ascending order, and only behind them what
 * the runs wait for is touched. A loop that holds a cursor is waited for; one that takes it later sees the mail.
 */
export async function ingestEvent(t: TxCtx, entry: ListedEvent, raw: unknown, envelope: Envelope): Promise<void> {
  const data: unknown = entry.schema.parse(raw)
  const subjects = await subjectsOf(t, entry, data)
  const origin = entry.origin(data)
  if (subjects.length === 0 && origin === undefined) return
  if (await isForgotten(t, envelope.occurredAt)) {
    t.infra.countDropped('too-old')
    t.log.warn('event too old for workflows', { event: entry.name, eventId: envelope.eventId, people: subjects.length })
    return
  }
  const cause = await causeOf(t, entry.name, data, envelope.actor)
  const event = { eventId: envelope.eventId, name: entry.name, occurredAt: envelope.occurredAt, data: jsonOf(data), ...cause }
  await lockSubjects(
    t.tx,
    subjects.map(({ type, id }) => subjectKey(type, id)),
  )
  const fresh = await logged(t, event, subjects)
  const interested: string[] = []
  for (const subject of fresh) interested.push(...(await interestedRuns(t.tx, subject, entry.name)))
  const held = await lockCursors(t.tx, [...new Set([...interested, ...(origin === undefined ? [] : [origin.runId])])])
  const reading = held.filter(({ run_id }) => interested.includes(run_id)).map(({ run_id }) => run_id)
  const dropped = await putMail(t.tx, reading, event, limits.mailbox)
  if (dropped > 0) {
    t.infra.countDropped('mailbox-full', dropped)
    t.log.warn('mailbox full', { event: entry.name, dropped })
  }
  const told = origin === undefined ? [] : await tell(t, entry, data, origin)
  const waking = [...reading, ...told]
  await wakeCursors(t.tx, waking, t.clock.now())
  if (waking.length > 0) await notifyLoops(t.tx)
  if (event.causation > limits.causation) {
    t.infra.countDropped('too-deep')
    t.log.warn('workflows start each other too often', { event: entry.name, eventId: event.eventId, code: 'workflows.too-deep' })
    return
  }
  for (const { type, id } of fresh) await enrolByEvent(t, type, id, event)
}

/** Older than the log keeps anything: its part is dropped, so nobody could tell any more whether it came before. */
async function isForgotten(t: TxCtx, occurredAt: Date): Promise<boolean> {
  const { eventLogDays } = await readSettings(t, runtimeSettings)
  return occurredAt.getTime() < t.clock.now().getTime() - eventLogDays * 86_400_000
}

async function subjectsOf(t: TxCtx, entry: ListedEvent, data: unknown): Promise<Subject[]> {
  const found: Subject[] = []
  for (const type of entry.subjectTypes) {
    const [ids = []] = await entry.resolve(t, type, [data])
    const moved = await movedTo(t, type, ids)
    found.push(...[...new Set(ids.map((id) => moved.get(id) ?? id))].map((id) => ({ type, id })))
  }
  return found
}

/** Those for whom the event is new: the log's key decides, whatever is delivered twice. */
async function logged(
  t: TxCtx,
  event: { eventId: string; name: string; occurredAt: Date; data: Json; causation: number; causedBy: string | undefined },
  subjects: readonly Subject[],
): Promise<Subject[]> {
  const news = new Set(
    await logEvents(
      t.tx,
      subjects.map(({ type, id }) => ({
        event_id: event.eventId,
        occurred_at: event.occurredAt.toISOString(),
        name: event.name,
        subject_type: type,
        subject_id: id,
        data: event.data,
        causation: Math.min(event.causation, limits.causation + 1),
        caused_by: event.causedBy ?? null,
      })),
    ),
  )
  return subjects.filter(({ id }) => news.has(id))
}

/** News about the hand-over of a step: stored as it ranks, and the run that waits for it is woken. */
async function tell(
  t: TxCtx,
  entry: ListedEvent,
  data: unknown,
  origin: { runId: string; nodeId: string; epoch: number },
): Promise<string[]> {
  const news = entry.news(data)
  if (news === undefined) return []
  const moved = await settleEffect(t.tx, { ...origin, ...news, rank: effectRank[news.state] }, t.clock.now())
  if (moved && news.result === 'finished') await takeChildVars(t, origin)
  return moved ? [origin.runId] : []
}

/** Which workflow's run caused the event, and how long the chain is then. */
async function causeOf(t: TxCtx, name: string, data: unknown, actor: string): Promise<{ causation: number; causedBy: string | undefined }> {
  const finished: unknown = name === 'workflows.enrolment-finished' ? Reflect.get(Object(data), 'runId') : undefined
  const runId = typeof finished === 'string' ? finished : /^workflow:([0-9a-f-]{36})$/.exec(actor)?.[1]
  const cause = runId === undefined ? undefined : await runCause(t.tx, runId)
  return { causation: cause === undefined ? 0 : cause.causation + 1, causedBy: cause?.workflow_id }
}

/** What an event's schema parsed and the outbox kept is JSON. */
function jsonOf(data: unknown): Json {
  return data as Json
}
