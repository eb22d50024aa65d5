import type { Opening } from '@mas/contracts/identity'
import type { OpeningRow } from '@mas/db/identity'
import type { z } from 'zod'

/** How long the review of an opening may take before it is an alarm. */
export const reviewWithinMs = 72 * 3_600_000

export function openingOf(row: OpeningRow): z.output<typeof Opening> {
  return {
    ...row,
    openedAt: row.openedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
    reviewDueAt: new Date(row.openedAt.getTime() + reviewWithinMs).toISOString(),
  }
}
