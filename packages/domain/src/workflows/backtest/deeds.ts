import type { FactValue } from '@mas/contracts/core'
import { fieldChanges, type ProgramNode } from '@mas/contracts/workflows'
import { valueOf } from '../acts/values.ts'
import type { AdvanceInput, SubjectFacts } from '../engine/state.ts'
import { factsThen, type Happened, type Told } from './facts-then.ts'

/** What a replayed run did to the person: a field as it left it, and the event that others would have heard of it. */
export interface Deed {
  readonly at: Date
  readonly field?: readonly [name: string, value: FactValue | null]
  readonly event?: Happened
}

/** A person's facts as of an instant, with what replayed runs did until then; a change that really happened later outdoes it. */
export function factsAfter(person: Told, deeds: readonly Deed[], at: Date): SubjectFacts {
  const told = factsThen(person, at)
  const written = deeds.flatMap((deed) => {
    if (deed.field === undefined || deed.at > at) return []
    const [name] = deed.field
    const change = Object.hasOwn(fieldChanges, name) ? fieldChanges[name] : undefined
    const outdone = person.changes.some(
      ({ name: event, occurredAt }) => event === change?.event && occurredAt > deed.at && occurredAt <= at,
    )
    return outdone ? [] : [deed.field]
  })
  return written.length === 0 ? told : { ...told, values: { ...told.values, ...Object.fromEntries(written) } }
}

/** What a step that was carried out did, where it did anything. */
export function deedOf(input: AdvanceInput, node: ProgramNode): Deed | undefined {
  const { now: at, facts, run, cursor } = input
  const origin = { runId: run.runId, nodeId: cursor.nodeId, epoch: cursor.epoch }
  const event = (name: string, data: Record<string, string | number | typeof origin>): Happened => ({
    eventId: `${run.runId}:${cursor.nodeId}:${cursor.epoch}:${at.getTime()}`,
    name,
    occurredAt: at,
    data: { ...data, origin },
  })
  if (node.type === 'tag') {
    const { tag, on } = node.data
    const tags = listOf(facts.values['lead.tags'])
    if (tags.includes(tag) === on) return undefined
    const field = ['lead.tags', on ? [...tags, tag] : tags.filter((one) => one !== tag)] as const
    return { at, field, ...(on && { event: event('leads.tagged', { leadId: run.subjectId, tag }) }) }
  }
  if (node.type !== 'update-field') return undefined
  const { field, value: wanted } = node.data
  const value = wanted === null ? null : (valueOf(input, wanted) ?? null)
  const before = facts.values[field] ?? null
  if (value === before) return undefined
  const deed = { at, field: [field, value] as const }
  if (field !== 'lead.status' || typeof value !== 'string') return deed
  const by = `workflow:${run.runId}`
  return {
    ...deed,
    event: event('leads.status-changed', {
      leadId: run.subjectId,
      from: String(before ?? ''),
      to: value,
      pursuit: 0,
      by,
      at: at.toISOString(),
    }),
  }
}

/** What everybody hears when a run is over. */
export function endOf({ run }: AdvanceInput, outcome: string, at: Date): Deed {
  const { runId, workflowId, subjectType, subjectId, startedAt } = run
  const data = {
    runId,
    workflowId,
    subjectType,
    subjectId,
    version: 0,
    outcome,
    startedAt: startedAt.toISOString(),
    finishedAt: at.toISOString(),
    depth: 0,
  }
  return { at, event: { eventId: `${runId}:${startedAt.getTime()}:end`, name: 'workflows.enrolment-finished', occurredAt: at, data } }
}

/**
 * What really happened, without what runs of the very workflow that is replayed did in the range: whether they would have been there is
 * what is asked. A status that only they gave is the one before them again, and so are tags.
 */
export function withoutOwn(person: Told, own: readonly Happened[]): Told {
  if (own.length === 0) return person
  const gone = new Set(own.map(({ eventId }) => eventId))
  const kept = person.changes.filter(({ eventId }) => !gone.has(eventId))
  const put = new Set(own.flatMap(({ name, data }) => (name === 'leads.tagged' ? [String(Reflect.get(Object(data), 'tag'))] : [])))
  const { values } = person.facts
  const tags = put.size === 0 ? {} : { 'lead.tags': listOf(values['lead.tags']).filter((tag) => !put.has(tag)) }
  const first = own.find(({ name }) => name === 'leads.status-changed')
  const told = first === undefined || kept.some(({ name, occurredAt }) => name === first.name && occurredAt <= first.occurredAt)
  const was = first === undefined || told ? [] : [statusBefore(first, values['lead.firstIntakeAt'])]
  return { facts: { ...person.facts, values: { ...values, ...tags } }, changes: [...was, ...kept] }
}

function statusBefore(change: Happened, since: FactValue | null | undefined): Happened {
  const from = String(Reflect.get(Object(change.data), 'from'))
  return { ...change, occurredAt: new Date(typeof since === 'string' ? since : 0), data: { from, to: from } }
}

function listOf(value: FactValue | null | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
