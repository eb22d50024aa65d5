import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { objectColumns, type ObjectRow } from './queries.ts'

/** Files uploaded by or about a person, newest first; each index gives its own page and the two are merged. */
export async function pageOfPerson(reader: Reader, userId: string, before: string | undefined, limit: number): Promise<ObjectRow[]> {
  const earlier = before === undefined ? sql`true` : sql`id < ${before}::uuid`
  return rows<ObjectRow>(
    reader,
    sql`select ${objectColumns} from files.objects o where o.id in (
          (select id from files.objects where uploaded_by = ${`user:${userId}`} and ${earlier} order by id desc limit ${limit})
          union
          (select id from files.objects where subject_user_id = ${userId}::uuid and ${earlier} order by id desc limit ${limit}))
        order by o.id desc limit ${limit}`,
  )
}

export async function pageOfQuarantine(reader: Reader, before: string | undefined, limit: number): Promise<ObjectRow[]> {
  const earlier = before === undefined ? sql`true` : sql`o.id < ${before}::uuid`
  return rows<ObjectRow>(
    reader,
    sql`select ${objectColumns} from files.objects o where o.state = 'quarantined' and o.deleted_at is null and ${earlier} order by o.id desc limit ${limit}`,
  )
}

export interface Waiting extends Record<string, unknown> {
  scanning: number
  quarantined: number
  deleted: number
  missing: number
}

/** Small sets, each read from an index of its own and no further than `most`. */
export async function countWaiting(reader: Reader, most: number): Promise<Waiting> {
  const upTo = (condition: ReturnType<typeof sql>) =>
    sql`(select count(*)::int from (select 1 from files.objects where ${condition} limit ${most}) as counted)`
  const [row] = await rows<Waiting>(
    reader,
    sql`select ${upTo(sql`state = 'scanning'`)} as scanning, ${upTo(sql`state = 'quarantined' and deleted_at is null`)} as quarantined,
          ${upTo(sql`deleted_at is not null and purged_at is null`)} as deleted, ${upTo(sql`missing_since is not null`)} as missing`,
  )
  return row ?? { scanning: 0, quarantined: 0, deleted: 0, missing: 0 }
}
