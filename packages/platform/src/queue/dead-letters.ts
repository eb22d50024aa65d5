import type { DeadLetter, RedriveWanted } from '@mas/kernel'
import type { ConnectionOptions, PgBoss } from 'pg-boss'
import { z } from 'zod'
import { deadLetterQueue } from './open.ts'

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

/** Sends dead letters back to the queues they came from, with all their tries; answers how many. */
export function redriveDeadLetters(
  boss: PgBoss,
  { job, ids, limit = 1_000 }: RedriveWanted,
  connection: ConnectionOptions = {},
): Promise<number> {
  return boss.redrive(deadLetterQueue, {
    ...connection,
    ...(job !== undefined && { sourceName: job }),
    ...(ids && { ids: [...ids] }),
    limit,
  })
}
