import { RunSource } from '@mas/contracts/workflows'
import {
  askedOf,
  eventsOf,
  pageAsked,
  pageSubjects,
  rivalRuns,
  runsBefore,
  subjectsWithEvents,
  toldChanges,
  type LoggedRow,
  type ReplayedEvent,
} from '@mas/db/workflows'
import { AppError, businessZone, type Ctx } from '@mas/kernel'
import { foretellMail, scanSegment } from '../../leads/index.ts'
import { foretellDelivery } from '../../notifications/index.ts'
import { triggersOf } from '../authoring/point-triggers.ts'
import { factsOf, presence } from '../runtime/subjects.ts'
import { withoutOwn } from './deeds.ts'
import { changeEvents, type Happened } from './facts-then.ts'
import { isMember } from './membership.ts'
import type { Replay } from './occasions.ts'
import type { Person } from './person.ts'
import { sendingTo } from './sending.ts'

const peopleAtOnce = 200

/**
 * Everybody who may have had an occasion to enter, each once: those with events since the range began, for whoever is a member of a
 * segment no more has one; then today's members of the segments that start somebody; then those whom somebody started.
 */
export async function* peopleOf(ctx: Ctx, replays: readonly Replay[]): AsyncGenerator<Person[]> {
  const [replay] = replays
  if (replay === undefined) return
  const { workflowId, from, until } = replay
  const { subject } = replay.program.program
  const triggers = replays.flatMap(({ program }) => triggersOf(program.program))
  const segmentIds = [
    ...new Set(triggers.flatMap((one) => (one.kind === 'segment' || one.kind === 'schedule' ? (one.segmentId ?? []) : []))),
  ]
  const to = segmentIds.length === 0 ? until : new Date(Math.max(until.getTime(), ctx.clock.now().getTime()))
  const silent = async (ids: readonly string[]) => {
    const heard = await subjectsWithEvents(ctx.db, subject, ids, from, to)
    return ids.filter((id) => !heard.has(id))
  }
  for (let after: string | undefined; ;) {
    const ids: string[] = await pageSubjects(ctx.db, subject, from, to, after, peopleAtOnce)
    after = ids.at(-1)
    if (after === undefined) break
    yield peopleBy(ctx, replay, ids)
  }
  const seen: string[] = []
  for (const segmentId of segmentIds) {
    for await (const members of membersOf(ctx, segmentId)) {
      const people = await peopleBy(ctx, replay, await silent(members))
      yield people.filter((person) => !isMemberOfAny(replays, seen, person, ctx.clock.now()))
    }
    seen.push(segmentId)
  }
  if (!triggers.some(({ kind }) => kind === 'on-demand')) return
  for (let after: string | undefined, met = new Set<string>(); ;) {
    const runs: { id: string; subject_id: string }[] = await pageAsked(ctx.db, workflowId, from, until, after, peopleAtOnce)
    after = runs.at(-1)?.id
    if (after === undefined) return
    const ids = await silent([...new Set(runs.map(({ subject_id }) => subject_id))].filter((id) => !met.has(id)))
    met = new Set([...met, ...ids])
    const people = await peopleBy(ctx, replay, ids)
    yield people.filter((person) => !isMemberOfAny(replays, segmentIds, person, ctx.clock.now()))
  }
}

function isMemberOfAny(replays: readonly Replay[], segmentIds: readonly string[], person: Person, at: Date): boolean {
  const conditions = replays.flatMap(({ segments }) =>
    segmentIds.flatMap((id) => (Object.hasOwn(segments, id) ? (segments[id] ?? []) : [])),
  )
  return conditions.some((condition) => isMember(condition, person, at))
}

/** Today's members, some hundreds at a time; a segment that is gone has none. */
async function* membersOf(ctx: Ctx, segmentId: string): AsyncGenerator<string[]> {
  const until = ctx.clock.now()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await scanSegment(ctx, { segmentId, until, size: peopleAtOnce, ...(cursor !== undefined && { cursor }) }).catch(
      (thrown: unknown) => {
        if (thrown instanceof AppError && thrown.code === 'leads.segment-not-found') return { items: [], nextCursor: null }
        throw thrown
      },
    )
    yield page.items.filter(({ member }) => member).map(({ leadId }) => leadId)
    cursor = page.nextCursor
  }
}

/** People with everything that decides about their entries and messages, read for all of them at once. */
async function peopleBy(ctx: Ctx, { workflowId, rules, from, until, program }: Replay, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return []
  const { subject } = program.program
  const by = <Row extends { subject_id: string }>(found: readonly Row[]) => Map.groupBy(found, ({ subject_id }) => subject_id)
  const events = by(await eventsOf(ctx.db, workflowId, subject, ids, from, until))
  const changes = by(await toldChanges(ctx.db, subject, ids, changeEvents))
  const before = by(await runsBefore(ctx.db, workflowId, subject, ids, from))
  const group = rules.mutexGroup
  const rivals = by(group === null ? [] : await rivalRuns(ctx.db, { group, besides: workflowId, type: subject, from, to: until }, ids))
  const asked = by(await askedOf(ctx.db, workflowId, subject, ids, from, until))
  const facts = await factsOf(ctx, subject, ids)
  const present = await presence(ctx, subject, ids)
  const mails = subject === 'lead' ? await foretellMail(ctx, ids) : new Map()
  const addresses = [...mails.values()].flatMap(({ address }) => (address === null ? [] : [address]))
  const foretell = await foretellDelivery(ctx, { addresses, userIds: subject === 'user' ? ids : [] })
  const told = (subjectId: string, own: readonly ReplayedEvent[]) =>
    withoutOwn(
      { facts: facts.get(subjectId) ?? { values: {}, zone: businessZone }, changes: (changes.get(subjectId) ?? []).map(happenedOf) },
      own.map(happenedOf),
    )
  return ids.map((subjectId) => ({
    subjectId,
    ...told(subjectId, events.get(subjectId)?.filter(({ own }) => own) ?? []),
    happened: (events.get(subjectId) ?? []).filter(({ own }) => !own).map(happenedOf),
    presence: present.get(subjectId) ?? 'unknown',
    before: new Map((before.get(subjectId) ?? []).map(({ entry_key, finished_at }) => [entry_key, { finishedAt: finished_at }])),
    rivals: (rivals.get(subjectId) ?? []).map(({ id, started_at, finished_at }) => ({ id, from: started_at, to: finished_at })),
    asked: (asked.get(subjectId) ?? []).map(({ started_at, entry_key, source }) => ({
      at: started_at,
      entryKey: entry_key,
      source: RunSource.extract(['demand', 'import', 'parent']).parse(source),
    })),
    sending: sendingTo(subjectId, subject, foretell, mails.get(subjectId)),
  }))
}

function happenedOf({ event_id, name, occurred_at, data }: LoggedRow): Happened {
  return { eventId: event_id, name, occurredAt: occurred_at, data: jsonOf(data) }
}
/** The event log holds JSON. */
function jsonOf(stored: unknown): Happened['data'] {
  return stored as Happened['data']
}
