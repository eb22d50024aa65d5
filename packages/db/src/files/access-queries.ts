import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { recordset, rows } from '../rows.ts'
import { objectColumns, type ObjectRow } from './queries.ts'

export interface Access {
  readonly id: string
  readonly objectId: string
  readonly linkId: string | null
  readonly actor: string
  readonly via: 'link' | 'domain' | 'quarantine'
  readonly at: Date
  readonly range: { readonly from: number; readonly to: number | undefined } | undefined
  readonly outcome: 'served' | 'redirected' | 'expired' | 'refused'
}

/**
 * Records who is given a file and answers its row, in one round trip. A file that may not be seen is recorded as refused.
 * The commit is not waited for on disk: a death of this process loses no entry, one of Postgres those of its last moment.
 */
export async function recordAccess(reader: Reader, a: Access): Promise<ObjectRow | undefined> {
  const [row] = await rows<ObjectRow>(
    reader,
    sql`with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
        o as (select * from files.objects where id = ${a.objectId}::uuid),
        noted as (
          insert into files.access_log (id, object_id, link_id, actor, via, at, range_from, range_to, outcome)
          select ${a.id}::uuid, o.id, ${a.linkId}::text, ${a.actor}, ${a.via}, ${a.at.toISOString()}::timestamptz, ${a.range?.from ?? null}::bigint, ${a.range?.to ?? null}::bigint,
            case when o.state = 'stored' or ${a.via} = 'quarantine' then ${a.outcome} else 'refused' end
          from o)
        select ${objectColumns} from o cross join unhurried`,
  )
  return row
}

/** The same for several openings of one moment; answers the rows by the ids of their entries. */
export async function recordAccesses(reader: Reader, all: readonly Access[]): Promise<Map<string, ObjectRow>> {
  const given = all.map((a) => ({
    access_id: a.id,
    object_id: a.objectId,
    link_id: a.linkId,
    actor: a.actor,
    via: a.via,
    at: a.at.toISOString(),
    range_from: a.range?.from ?? null,
    range_to: a.range?.to ?? null,
    outcome: a.outcome,
  }))
  const found = await rows<ObjectRow & { access_id: string }>(
    reader,
    sql`with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
        a as materialized (select * from ${recordset(
          given,
          'access_id uuid, object_id uuid, link_id text, actor text, via text, at timestamptz, range_from bigint, range_to bigint, outcome text',
          'g',
        )}),
        noted as (
          insert into files.access_log (id, object_id, link_id, actor, via, at, range_from, range_to, outcome)
          select a.access_id, o.id, a.link_id, a.actor, a.via, a.at, a.range_from, a.range_to, case when o.state = 'stored' or a.via = 'quarantine' then a.outcome else 'refused' end
          from a join files.objects o on o.id = a.object_id)
        select a.access_id, ${objectColumns} from a join files.objects o on o.id = a.object_id cross join unhurried`,
  )
  return new Map(found.map((row) => [row.access_id, row]))
}

/** Deletes a batch of entries that are old enough; true while there may be more. */
export async function forgetAccess(reader: Reader, before: Date, limit: number): Promise<boolean> {
  const gone = await rows(
    reader,
    sql`delete from files.access_log where id in (select id from files.access_log where at < ${before.toISOString()}::timestamptz order by at limit ${limit}) returning 1 as one`,
  )
  return gone.length === limit
}

/** Used now, so kept longer. Changes at most once a day. */
export async function prolongByUse(reader: Reader, id: string, until: Date): Promise<void> {
  await rows(
    reader,
    sql`update files.objects set retain_until = ${until.toISOString()}::timestamptz
        where id = ${id}::uuid and state = 'stored' and retain_until < ${until.toISOString()}::timestamptz - interval '1 day'`,
  )
}
