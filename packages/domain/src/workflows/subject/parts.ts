import type { RunSource, SubjectType } from '@mas/contracts/workflows'
import { presenceRows } from '@mas/db/workflows'
import { enqueue, enqueueMany, type Ctx, type TxCtx } from '@mas/kernel'
import { workflowsJobs } from '../jobs.ts'

export interface Subject {
  readonly type: SubjectType
  readonly id: string
}
const chunkSize = 500

/** Part: has people enrolled, by a job, because whoever calls may hold rows that a running step waits for. */
export async function enrolPeople(
  t: TxCtx,
  order: { readonly workflowId: string; readonly subjectIds: readonly string[]; readonly source: RunSource; readonly sourceRef?: string },
): Promise<void> {
  const { workflowId, subjectIds, source, sourceRef } = order
  const chunks = Array.from({ length: Math.ceil(subjectIds.length / chunkSize) }, (_, n) =>
    subjectIds.slice(n * chunkSize, (n + 1) * chunkSize),
  )
  await enqueueMany(
    t,
    workflowsJobs.enrolChunk,
    chunks.map((chunk) => ({
      payload: {
        workflowId,
        source,
        bulk: subjectIds.length > chunkSize,
        entrants: chunk.map((subjectId) => ({ subjectId, ...(sourceRef !== undefined && { sourceRef: `${sourceRef}:${subjectId}` }) })),
      },
    })),
  )
}

/** Part: has every run of a person ended. */
export function cancelFor(t: TxCtx, subject: Subject, reason: string): Promise<void> {
  return enqueue(t, workflowsJobs.cancelSubject, { subjectType: subject.type, subjectId: subject.id, reason })
}

/** Part: has what is kept about a person blanked, and their runs ended. */
export function eraseSubject(t: TxCtx, subject: Subject): Promise<void> {
  return enqueue(t, workflowsJobs.eraseSubject, { subjectType: subject.type, subjectId: subject.id })
}

/** Part: has the runs of a person that was merged moved to the survivor. */
export function repointSubject(t: TxCtx, from: Subject, to: Subject): Promise<void> {
  return enqueue(t, workflowsJobs.repointSubject, { subjectType: from.type, from: from.id, to: to.id })
}

export interface Present {
  readonly runId: string
  readonly workflowId: string
  readonly name: string
  readonly nodeId: string | null
  readonly state: string
  readonly since: Date
}

/** Part (query): which workflows these people are in now, by subject id. */
export async function presenceOf(ctx: Ctx | TxCtx, type: SubjectType, subjectIds: readonly string[]): Promise<Map<string, Present[]>> {
  const found = await presenceRows('tx' in ctx ? ctx.tx : ctx.db, type, subjectIds)
  const present = new Map<string, Present[]>()
  for (const row of found) {
    const one = {
      runId: row.run_id,
      workflowId: row.workflow_id,
      name: row.name,
      nodeId: row.node_id,
      state: row.state,
      since: row.started_at,
    }
    present.set(row.subject_id, [...(present.get(row.subject_id) ?? []), one])
  }
  return present
}
