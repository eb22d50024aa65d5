import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** What is kept of a flag, as processes hold it. */
export interface StoredFlag {
  readonly flag: string
  readonly version: number
  readonly killed: boolean
  readonly rules: readonly { readonly match: unknown; readonly outcome: 'on' | 'off' | 'percent'; readonly percentBp: number | null }[]
  /** Who, what, and until when (epoch ms). */
  readonly overrides: readonly (readonly [userId: string, value: boolean, untilMs: number | null])[]
}
export interface SnapshotRows {
  readonly revision: number
  readonly values: readonly (readonly [key: string, scope: string, value: unknown, set: boolean, version: number])[]
  readonly flags: readonly StoredFlag[]
}

/** Everything written after a revision (-1: everything), in one statement, so that all of it is of one instant. */
export async function snapshotSince(reader: Reader, revision: number): Promise<SnapshotRows> {
  const [row] = await rows<{ revision: string; values: SnapshotRows['values']; flags: StoredFlag[] }>(
    reader,
    sql`select r.revision::text as revision,
          coalesce((select jsonb_agg(jsonb_build_array(v.key, v.scope, v.value, v.value is not null, v.version))
            from settings.values v where v.revision > ${revision}), '[]') as values,
          coalesce((select jsonb_agg(jsonb_build_object('flag', f.flag, 'version', f.version, 'killed', f.killed_at is not null,
              'rules', coalesce((select jsonb_agg(jsonb_build_object('match', u.match, 'outcome', u.outcome, 'percentBp', u.percent_bp) order by u.position)
                from settings.flag_rules u where u.flag = f.flag), '[]'),
              'overrides', coalesce((select jsonb_agg(jsonb_build_array(o.user_id, o.value, floor(extract(epoch from o.until) * 1000)))
                from settings.flag_overrides o where o.flag = f.flag), '[]')))
            from settings.flags f where f.revision > ${revision}), '[]') as flags
        from settings.revision r`,
  )
  if (row === undefined) throw new Error('the row of settings.revision is gone')
  return { revision: Number(row.revision), values: row.values, flags: row.flags }
}

export async function currentRevision(reader: Reader): Promise<number> {
  const [row] = await rows<{ revision: string }>(reader, sql`select revision::text as revision from settings.revision`)
  return Number(row?.revision ?? 0)
}
