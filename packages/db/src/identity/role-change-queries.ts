import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface RoleChangeRow extends Record<string, unknown> {
  id: string
  userId: string
  from: Role
  to: Role
  requestedBy: string
  state: 'pending' | 'applied' | 'rejected' | 'expired'
  expiresAt: Date
}
const columns = sql.raw(
  `id, user_id as "userId", from_role as "from", to_role as "to", requested_by as "requestedBy", state, expires_at as "expiresAt"`,
)

export async function insertRoleChange(
  tx: Tx,
  change: {
    id: string
    userId: string
    from: Role
    to: Role
    requestedBy: string
    reason: string
    state: 'pending' | 'applied'
    byOneAdmin: boolean
    now: Date
    expiresAt: Date
  },
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.role_changes (id, user_id, from_role, to_role, requested_by, reason, state, created_at, expires_at, decided_at, by_one_admin)
        values (${change.id}::uuid, ${change.userId}::uuid, ${change.from}, ${change.to}, ${change.requestedBy}::uuid, ${change.reason}, ${change.state}, ${instant(change.now)},
          ${instant(change.expiresAt)}, ${instant(change.state === 'applied' ? change.now : null)}, ${change.byOneAdmin})`,
  )
}
interface ListedRoleChange extends RoleChangeRow {
  approvedBy: string | null
  byOneAdmin: boolean
  reason: string
  createdAt: Date
}
/** A pending one whose time is over counts as expired, whether or not the sweep has come by. */
export function pageRoleChanges(
  reader: Reader,
  {
    beforeId,
    state,
    userId,
    now,
    limit,
  }: { beforeId: string | undefined; state: string; userId: string | undefined; now: Date; limit: number },
): Promise<ListedRoleChange[]> {
  const stateNow = sql`case when state = 'pending' and expires_at <= ${instant(now)} then 'expired' else state end`
  // The stored state first, which the index knows; what it means at this instant is looked at after.
  const stored = state === 'expired' ? sql`state in ('pending', 'expired')` : sql`state = ${state}`
  const where = [stored, sql`${stateNow} = ${state}`]
  if (beforeId !== undefined) where.push(sql`id < ${beforeId}::uuid`)
  if (userId !== undefined) where.push(sql`user_id = ${userId}::uuid`)
  return rows(
    reader,
    sql`select id, user_id as "userId", from_role as "from", to_role as "to", requested_by as "requestedBy", ${stateNow} as state, expires_at as "expiresAt",
          approved_by as "approvedBy", by_one_admin as "byOneAdmin", reason, created_at as "createdAt"
        from identity.role_changes where ${sql.join(where, sql` and `)} order by id desc limit ${limit}`,
  )
}

export async function lockRoleChange(tx: Tx, id: string): Promise<RoleChangeRow | undefined> {
  const [row] = await rows<RoleChangeRow>(tx, sql`select ${columns} from identity.role_changes where id = ${id}::uuid for update`)
  return row
}
export async function decideRoleChangeRow(tx: Tx, id: string, state: 'applied' | 'rejected', by: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.role_changes set state = ${state}, decided_at = ${instant(now)}, approved_by = ${state === 'applied' ? by : null}::uuid where id = ${id}::uuid and state = 'pending'`,
  )
}
export async function expireRoleChanges(tx: Tx, now: Date, userId?: string): Promise<void> {
  const whose = userId === undefined ? sql`true` : sql`user_id = ${userId}::uuid`
  await rows(
    tx,
    sql`update identity.role_changes set state = 'expired', decided_at = ${instant(now)} where state = 'pending' and expires_at <= ${instant(now)} and ${whose}`,
  )
}
