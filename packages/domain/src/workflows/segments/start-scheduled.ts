import { claimSchedule, dueSchedules, findEntryRules, moveSchedule, type DueSchedule } from '@mas/db/workflows'
import { eachAlone, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { memberIds } from './members.ts'
import { nextOccurrence } from '../graph/cron-rules.ts'
import { programOf } from '../runtime/programs.ts'
import { enrolPeople } from '../subject/parts.ts'

const batch = 50

/** Due occurrences enrol everybody in their segment. Of several that were missed only the latest counts. */
export async function startScheduled(ctx: Ctx): Promise<void> {
  await eachAlone(await dueSchedules(ctx.db, ctx.clock.now(), batch), (place) =>
    inTx(ctx, async (t) => {
      const due = await claimSchedule(t.tx, place, t.clock.now())
      if (due !== undefined) await start(t, due)
    }),
  )
}

async function start(t: TxCtx, due: DueSchedule): Promise<void> {
  const now = t.clock.now()
  let occurrence = due.next_at
  let next = nextOccurrence(due.cron, due.zone, occurrence)
  while (next !== undefined && next <= now) {
    occurrence = next
    next = nextOccurrence(due.cron, due.zone, occurrence)
  }
  await moveSchedule(t.tx, due, next ?? new Date(now.getTime() + 400 * 86_400_000))
  const rules = await findEntryRules(t.tx, due.workflow_id)
  if (rules === undefined || rules.status !== 'active' || rules.active_version === null) return
  const { program, triggerId } = await programOf(t, due.workflow_id, rules.active_version)
  const node = program.nodes[triggerId]
  const trigger = node?.type === 'trigger' ? node.data.triggers[due.trigger_ix] : undefined
  if (trigger?.kind !== 'schedule') return
  const subjectIds = trigger.segmentId === undefined ? [] : await memberIds(t, trigger.segmentId)
  await enrolPeople(t, { workflowId: due.workflow_id, subjectIds, source: 'schedule', sourceRef: occurrence.toISOString() })
}
