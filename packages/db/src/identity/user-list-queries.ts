import type { Role } from '@mas/contracts/access'
import { sql, type SQL } from 'drizzle-orm'
import type { Db, Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { userColumns, type UserRow } from './user-queries.ts'

interface UserFilter {
  readonly role: Role | undefined
  readonly state: string | undefined
  readonly email: string | undefined
  readonly beforeId: string | undefined
  readonly limit: number
}

/** Newest first. */
export function pageUsers(db: Db, filter: UserFilter): Promise<UserRow[]> {
  const where: SQL[] = [sql`true`]
  if (filter.role !== undefined) where.push(sql`role = ${filter.role}`)
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`)
  if (filter.email !== undefined) where.push(sql`email = ${filter.email}`)
  if (filter.beforeId !== undefined) where.push(sql`id < ${filter.beforeId}::uuid`)
  return rows(
    db,
    sql`select ${userColumns} from identity.users where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit}`,
  )
}

/** Active people of a role, in id order, after one of them. */
export async function activeUserIds(reader: Reader, role: Role, afterId: string | undefined, limit: number): Promise<string[]> {
  const after = afterId === undefined ? sql`true` : sql`id > ${afterId}::uuid`
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from identity.users where role = ${role} and state = 'active' and ${after} order by id limit ${limit}`,
  )
  return found.map((row) => row.id)
}
