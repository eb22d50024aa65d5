import type { SubjectType, Trigger } from '@mas/contracts/workflows'
import { activeWorkflows } from '@mas/db/workflows'
import { businessZone, type TxCtx } from '@mas/kernel'
import { holds } from '../engine/conditions.ts'
import type { Json } from '../engine/state.ts'
import { enter } from '../entry/enter.ts'
import { entryKeyOf } from './entry-key.ts'
import { programOf } from '../runtime/programs.ts'
import { factsOf } from '../runtime/subjects.ts'

type EventTrigger = Extract<Trigger, { kind: 'event' }>
interface Started {
  readonly workflowId: string
  readonly trigger: EventTrigger
}

export interface Occurrence {
  readonly eventId: string
  readonly name: string
  readonly occurredAt: Date
  readonly data: Json
  readonly causation: number
  /** Workflow whose run caused it. */
  readonly causedBy: string | undefined
}

/** Whether an active workflow starts by this event, for whatever kind of subject. */
export async function isTriggering(t: TxCtx, types: readonly SubjectType[], event: string): Promise<boolean> {
  for (const type of types) if ((await triggersFor(t, type, event)).length > 0) return true
  return false
}

/** Triggers of active workflows that listen to an event about this kind of subject. */
async function triggersFor(t: TxCtx, type: SubjectType, event: string): Promise<Started[]> {
  const found: Started[] = []
  for (const { id, n, subject_type } of await activeWorkflows(t.tx)) {
    if (subject_type !== type) continue
    const { program, triggerId } = await programOf(t, id, n)
    const node = program.nodes[triggerId]
    if (node?.type !== 'trigger') continue
    for (const trigger of node.data.triggers)
      if (trigger.kind === 'event' && trigger.name === event) found.push({ workflowId: id, trigger })
  }
  return found
}

/**
 * Enrols the person wherever this event starts somebody. What a workflow caused never starts that workflow again unless its trigger
 * says so. The caller holds the subject's key.
 */
export async function enrolByEvent(t: TxCtx, type: SubjectType, subjectId: string, event: Occurrence): Promise<void> {
  for (const { workflowId, trigger } of await triggersFor(t, type, event.name)) {
    if (event.causedBy === workflowId && trigger.fromOwnRuns !== true) continue
    if (!(await fits(t, type, subjectId, event, trigger))) continue
    const entryKey = entryKeyOf(subjectId, event.data, trigger.entryField)
    const { refused } = await enter(t, {
      workflowId,
      source: 'event',
      entrants: [{ subjectId, entryKey, sourceRef: `${event.eventId}:${subjectId}` }],
      causation: event.causation,
      trigger: event,
    })
    for (const { code } of refused) t.log.debug('not enrolled', { workflowId, subjectId, event: event.name, code })
  }
}

async function fits(t: TxCtx, type: SubjectType, subjectId: string, event: Occurrence, { where }: EventTrigger): Promise<boolean> {
  if (where === undefined) return true
  const facts = (await factsOf(t, type, [subjectId])).get(subjectId)
  const now = t.clock.now()
  return holds(
    where,
    {
      values: facts?.values ?? {},
      zone: facts?.zone ?? businessZone,
      now,
      vars: {},
      run: { source: 'event', startedAt: now, holdout: false },
      event: { name: event.name, data: event.data },
      isNews: true,
    },
    [],
  )
}
