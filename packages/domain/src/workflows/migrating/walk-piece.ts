import type { MigrationPiece, workflowsJobs } from '../jobs.ts'
import { enqueue, inTx, type Attempt, type Ctx } from '@mas/kernel'
import { createHash } from 'node:crypto'

/** Pages of one job. A job whose worker dies is tried again after ever longer pauses: one that did everything would never get through where many die. */
const pages = 5

interface Page {
  readonly last: string | null
  readonly failures: readonly unknown[]
}
type Moving = typeof workflowsJobs.applyMigration

/**
 * The next pages of a migration, and a job for those behind them; true when everybody was looked at. Everybody who can be moved is,
 * before the last job fails for those who could not; tried again it looks at everybody from the beginning.
 */
export async function walkPiece(
  ctx: Ctx,
  job: Moving,
  piece: MigrationPiece,
  attempt: Pick<Attempt, 'number'>,
  page: (after: string | null) => Promise<Page>,
): Promise<boolean> {
  const again = piece.failed === true && attempt.number > 1
  const failures: unknown[] = []
  let after = again ? null : (piece.after ?? null)
  for (let n = 0; again || n < pages; n += 1) {
    const { last, failures: some } = await page(after)
    failures.push(...some)
    after = last
    if (last === null) {
      if (failures.length > 0 || (piece.failed === true && !again)) throw new Error('some runs could not be moved', { cause: failures[0] })
      return true
    }
  }
  const { migrationId } = piece
  const next = { migrationId, after: after ?? undefined, ...(failures.length > 0 || piece.failed === true ? { failed: true } : {}) }
  // The same id: a job that comes twice has one successor.
  await inTx(ctx, (t) => enqueue(t, job, next, { id: idOf(`${job.name} ${migrationId} ${after}`) }))
  return false
}

function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
