import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from './driver/types.ts'
import { rows } from './rows.ts'
import { instant } from './values.ts'

/** What each export tells, whatever is exported. */
export interface ExportState extends Record<string, unknown> {
  id: string
  owner_id: string
  filter: unknown
  state: string
  row_count: number | null
  file_id: string | null
  failure: string | null
  requested_at: Date
}
export interface ExportOrder {
  readonly id: string
  readonly ownerId: string
  /** The same request of one owner is the same export. */
  readonly requestId: string
  readonly filter: unknown
  readonly at: Date
}
export type ExportEnd = { readonly rows: number; readonly fileId: string } | { readonly failure: string }

/** The exports of one domain: its table, what it keeps there besides (`own`), and the constraint that knows a request again. */
export function exportTable<Row extends ExportState>(names: { readonly table: string; readonly own: string; readonly requestKey: string }) {
  const [table, own, requestKey] = [sql.raw(names.table), sql.raw(names.own), sql.raw(names.requestKey)]
  const columns = sql`id, owner_id, ${own}, filter, state, row_count, file_id, failure, requested_at`
  return {
    /** `fresh` is true for the first of equal requests; `values` are of the columns in `own`. */
    insert: async (tx: Tx, asked: ExportOrder, values: SQL): Promise<{ row: Row | undefined; fresh: boolean }> => {
      const [made] = await rows<Row>(
        tx,
        sql`insert into ${table} (id, owner_id, request_id, filter, requested_at, ${own})
            values (${asked.id}::uuid, ${asked.ownerId}::uuid, ${asked.requestId}::uuid, ${JSON.stringify(asked.filter)}::text::jsonb, ${instant(asked.at)}, ${values})
            on conflict on constraint ${requestKey} do nothing returning ${columns}`,
      )
      if (made !== undefined) return { row: made, fresh: true }
      const [known] = await rows<Row>(
        tx,
        sql`select ${columns} from ${table} where owner_id = ${asked.ownerId}::uuid and request_id = ${asked.requestId}::uuid`,
      )
      return { row: known, fresh: false }
    },
    /** One export; of this owner only, where given. */
    find: async (reader: Reader, id: string, ownerId?: string): Promise<Row | undefined> => {
      const mine = ownerId === undefined ? sql`true` : sql`owner_id = ${ownerId}::uuid`
      const [found] = await rows<Row>(reader, sql`select ${columns} from ${table} where id = ${id}::uuid and ${mine}`)
      return found
    },
    /** Ends an export that is being written; false when it was ended before. */
    end: async (tx: Tx, id: string, ended: ExportEnd, at: Date): Promise<boolean> => {
      const set =
        'failure' in ended
          ? sql`state = 'failed', failure = ${ended.failure}`
          : sql`state = 'ready', row_count = ${ended.rows}::int, file_id = ${ended.fileId}::uuid`
      const done = await rows(
        tx,
        sql`update ${table} set ${set}, finished_at = ${instant(at)} where id = ${id}::uuid and state = 'writing' returning 1 as one`,
      )
      return done.length === 1
    },
  }
}
