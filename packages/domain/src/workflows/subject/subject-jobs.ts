import type { SubjectType } from '@mas/contracts/workflows'
import { blankSubject, liveRunsOf, lockCursors, lockSubjects, moveRun } from '@mas/db/workflows'
import { inTx, type Ctx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { subjectKey } from '../entry/enter.ts'
import { endRuns } from '../runtime/end-runs.ts'

/** Ends every run of a person who may not be led anywhere any more. */
export function cancelSubject(ctx: Ctx, type: SubjectType, id: string, reason: string): Promise<void> {
  return inTx(ctx, async (t) => {
    await lockSubjects(t.tx, [subjectKey(type, id)])
    const runs = await liveRunsOf(t.tx, type, id)
    const ended = await endRuns(
      t,
      runs.map((run) => run.id),
      'cancelled',
      { reason },
    )
    if (ended > 0)
      await record(t, { action: 'workflows.cancel-subject', subject: { type, id }, before: { runs: ended }, after: { runs: 0 }, reason })
  })
}

/**
 * Live runs of an absorbed person become the survivor's; where the survivor is in that workflow (or its group) already, the
 * absorbed run ends. Asked again it finds nothing to do.
 */
export function repointSubjectRuns(ctx: Ctx, type: SubjectType, from: string, to: string): Promise<void> {
  return inTx(ctx, async (t) => {
    await lockSubjects(t.tx, [subjectKey(type, from), subjectKey(type, to)])
    const moving = await liveRunsOf(t.tx, type, from)
    const staying = await liveRunsOf(t.tx, type, to)
    await lockCursors(
      t.tx,
      moving.map(({ id }) => id),
    )
    const taken = new Set(staying.map((run) => `${run.workflow_id} ${run.entry_key}`))
    const groups = new Set(staying.flatMap((run) => (run.mutex_group === null ? [] : [run.mutex_group])))
    for (const run of moving) {
      const key = run.entry_key.replace(from, to)
      const rival = taken.has(`${run.workflow_id} ${key}`) || (run.mutex_group !== null && groups.has(run.mutex_group))
      if (rival) await endRuns(t, [run.id], 'subject-merged', { survivor: to })
      else await moveRun(t.tx, run.id, from, to)
    }
    if (moving.length > 0)
      await record(t, {
        action: 'workflows.repoint-subject',
        subject: { type, id: from },
        before: { subjectId: from, runs: moving.length },
        after: { subjectId: to },
      })
  })
}

/** Nothing that was kept about the person can be read afterwards; counts and instants stay. */
export function eraseSubjectRows(ctx: Ctx, type: SubjectType, id: string): Promise<void> {
  return inTx(ctx, async (t) => {
    await lockSubjects(t.tx, [subjectKey(type, id)])
    const live = await liveRunsOf(t.tx, type, id)
    await endRuns(
      t,
      live.map((run) => run.id),
      'subject-erased',
    )
    const runs = await blankSubject(t.tx, type, id)
    if (runs > 0) await record(t, { action: 'workflows.erase-subject', subject: { type, id }, before: { runs }, after: { runs: 0 } })
  })
}
