import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { deadLetterQueue } from './open.ts'

/** A job that gave up: what it was, why, and since when it waits for somebody. */
export interface DeadLetter {
  /** Id in the dead-letter queue; name it to redrive this one alone. */
  readonly id: string
  readonly job: string
  readonly payload: unknown
  /** Code of the refusal or fault of the last try; null when the worker died in every try. */
  readonly code: string | null
  readonly tries: number
  readonly since: Date
}
const Outcome = z.object({ code: z.string() })

/** The jobs that gave up and were not sent back yet, oldest first. */
export async function listDeadLetters(boss: PgBoss, limit = 100): Promise<DeadLetter[]> {
  const found = await boss.findJobs<unknown>(deadLetterQueue, { queued: true, limit })
  return found.map(({ id, data, sourceName, sourceOutput, sourceRetryCount, createdOn }) => ({
    id,
    job: sourceName ?? 'unknown',
    payload: data,
    code: Outcome.safeParse(sourceOutput).data?.code ?? null,
    tries: (sourceRetryCount ?? 0) + 1,
    since: createdOn,
  }))
}

export interface RedriveWanted {
  /** Only jobs of this queue. */
  readonly job?: string
  /** Only these dead letters. */
  readonly ids?: readonly string[]
}

/** Sends dead letters back to the queues they came from, with all their tries; answers how many. */
export function redriveDeadLetters(boss: PgBoss, { job, ids }: RedriveWanted, limit = 1_000): Promise<number> {
  return boss.redrive(deadLetterQueue, { ...(job !== undefined && { sourceName: job }), ...(ids && { ids: [...ids] }), limit })
}
