import type { Program, Trigger } from '@mas/contracts/workflows'
import { forgetMembers, replaceSchedules } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import { canonicalJson } from '../../audit/index.ts'
import { nextOccurrence } from '../graph/cron-rules.ts'

/** Makes the triggers of a version those that start people: its schedules become due, members of segments it no longer scans are forgotten. */
export async function pointTriggers(t: TxCtx, workflowId: string, to: Program, from: Program | undefined): Promise<void> {
  const triggers = triggersOf(to)
  const now = t.clock.now()
  const schedules = triggers.flatMap((trigger, triggerIx) => {
    const nextAt = trigger.kind === 'schedule' ? nextOccurrence(trigger.cron, trigger.zone, now) : undefined
    return trigger.kind === 'schedule' && nextAt !== undefined ? [{ triggerIx, nextAt, cron: trigger.cron, zone: trigger.zone }] : []
  })
  await replaceSchedules(t.tx, workflowId, schedules)
  const before = from === undefined ? [] : triggersOf(from)
  const replaced = before.flatMap((trigger, index) => (sameTrigger(trigger, triggers[index]) ? [] : [index]))
  await forgetMembers(t.tx, workflowId, replaced)
}

export function triggersOf(program: Program): readonly Trigger[] {
  return Object.values(program.nodes).flatMap((node) => (node.type === 'trigger' ? node.data.triggers : []))
}

function sameTrigger(a: Trigger, b: Trigger | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b)
}
