import { AppError, enqueue, inTx, type Ctx } from '@mas/kernel'
import type { z } from 'zod'
import { scanSegment } from '../../leads/index.ts'
import { workflowsJobs } from '../jobs.ts'
import { jobIdOf } from '../runtime/job-id.ts'
import { enrolPeople } from '../subject/parts.ts'

type Page = z.output<typeof workflowsJobs.startOccurrence.payload>

/**
 * One page of the leads there are, however many: its members are enrolled for the occurrence, and the next page is a job of its own. A
 * segment that is changed meanwhile is looked through from the beginning; whoever was started for the occurrence is not started again. One
 * that is gone sends the job to the dead letters.
 */
export async function startOccurrence(ctx: Ctx, { workflowId, segmentId, occurrence, cursor }: Page): Promise<void> {
  await inTx(ctx, async (t) => {
    const until = new Date(occurrence)
    const found = await scanSegment(t, { segmentId, until, ...(cursor !== undefined && { cursor }) }).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'leads.segment-stale') return undefined
      throw thrown
    })
    if (found === undefined) return enqueue(t, workflowsJobs.startOccurrence, { workflowId, segmentId, occurrence })
    const subjectIds = [...new Set(found.items.filter(({ member }) => member).map(({ leadId }) => leadId))]
    await enrolPeople(t, { workflowId, subjectIds, source: 'schedule', sourceRef: occurrence })
    const { nextCursor } = found
    if (nextCursor === null) return
    const id = jobIdOf(`${workflowsJobs.startOccurrence.name} ${workflowId} ${segmentId} ${occurrence} ${nextCursor}`)
    await enqueue(t, workflowsJobs.startOccurrence, { workflowId, segmentId, occurrence, cursor: nextCursor }, { id })
  })
}
