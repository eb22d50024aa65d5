import { FileSummary, QuarantinedFile } from '@mas/contracts/files'
import type { ObjectRow } from '@mas/db/files'
import { decodeCursor, type Ctx } from '@mas/kernel'
import { z } from 'zod'

export function fileSummary(row: ObjectRow): FileSummary {
  return FileSummary.parse(summaryOf(row))
}

export function quarantinedFile(row: ObjectRow): z.output<typeof QuarantinedFile> {
  return QuarantinedFile.parse({ ...summaryOf(row), reason: row.reject_reason })
}

/** Lists of files are ordered by id, which is by time. */
export function readPlace(list: string, cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.uuid()]))[0]
}
export const placeOf = (row: ObjectRow) => [row.id]

/** The person a query answers for; lists of one's own are for people only. */
export function personOf(ctx: Ctx): string | undefined {
  return ctx.actor.kind === 'user' ? ctx.actor.userId : undefined
}

function summaryOf(row: ObjectRow) {
  return {
    fileId: row.id,
    purpose: row.purpose,
    ownerDomain: row.owner_domain,
    ownerRef: row.owner_ref,
    name: row.name,
    type: row.type,
    size: row.size,
    durationMs: row.duration_ms,
    state: row.state,
    verdict: row.verdict,
    createdAt: row.created_at.toISOString(),
    retainUntil: row.retain_until?.toISOString() ?? null,
    legalHold: row.legal_hold,
  }
}
