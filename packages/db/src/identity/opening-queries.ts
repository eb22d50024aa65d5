import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface OpeningRow extends Record<string, unknown> {
  id: string
  credentialId: string
  targetId: string
  custodianA: string
  custodianB: string
  reason: string
  openedAt: Date
  expiresAt: Date
  closedAt: Date | null
  reviewedBy: string | null
  reviewedAt: Date | null
  note: string | null
}
const columns =
  sql.raw(`id, credential_id as "credentialId", target_id as "targetId", custodian_a as "custodianA", custodian_b as "custodianB", reason,
  opened_at as "openedAt", expires_at as "expiresAt", closed_at as "closedAt", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", note`)

export async function insertOpening(
  tx: Tx,
  made: Pick<OpeningRow, 'id' | 'credentialId' | 'targetId' | 'custodianA' | 'custodianB' | 'reason' | 'openedAt' | 'expiresAt'>,
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.break_glass_openings (id, credential_id, custodian_a, custodian_b, target_id, reason, opened_at, expires_at)
        values (${made.id}::uuid, ${made.credentialId}::uuid, ${made.custodianA}::uuid, ${made.custodianB}::uuid, ${made.targetId}::uuid, ${made.reason},
          ${instant(made.openedAt)}, ${instant(made.expiresAt)})`,
  )
}
export async function lockOpening(tx: Tx, id: string): Promise<OpeningRow | undefined> {
  const [row] = await rows<OpeningRow>(tx, sql`select ${columns} from identity.break_glass_openings where id = ${id}::uuid for update`)
  return row
}
/** The check on the row refuses custodians and target; true where nobody had reviewed it before. */
export async function reviewOpeningRow(tx: Tx, id: string, by: string, note: string, now: Date): Promise<boolean> {
  const reviewed = await rows(
    tx,
    sql`update identity.break_glass_openings set reviewed_by = ${by}::uuid, reviewed_at = ${instant(now)}, note = ${note}, closed_at = coalesce(closed_at, ${instant(now)})
        where id = ${id}::uuid and reviewed_at is null returning 1 as one`,
  )
  return reviewed.length === 1
}
/** Whoever left early closed it then, otherwise time did. */
export async function closeOpenings(tx: Tx, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.break_glass_openings o set closed_at = least(o.expires_at, coalesce(s.ended_at, o.expires_at)) from identity.sessions s
        where o.closed_at is null and s.opening_id = o.id and (s.ended_at is not null or o.expires_at <= ${instant(now)})`,
  )
}

export function pageOpenings(
  reader: Reader,
  { beforeId, unreviewed, limit }: { beforeId: string | undefined; unreviewed: boolean; limit: number },
): Promise<OpeningRow[]> {
  const where: SQL[] = [sql`true`]
  if (beforeId !== undefined) where.push(sql`id < ${beforeId}::uuid`)
  if (unreviewed) where.push(sql`reviewed_at is null`)
  return rows(
    reader,
    sql`select ${columns} from identity.break_glass_openings where ${sql.join(where, sql` and `)} order by id desc limit ${limit}`,
  )
}
/** Few by nature: one a credential, and each is pressed for until it is reviewed. */
export function unreviewedOpenings(reader: Reader): Promise<OpeningRow[]> {
  return rows(reader, sql`select ${columns} from identity.break_glass_openings where reviewed_at is null order by opened_at limit 100`)
}
