import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows } from '../rows.ts'

/** Makes the partition of a month (`YYYY-MM-01`). */
export async function ensurePartition(tx: Tx, month: string): Promise<'exists' | 'created' | 'occupied'> {
  const [row] = await rows<{ outcome: 'exists' | 'created' | 'occupied' }>(
    tx,
    sql`select audit.ensure_partition(${month}::date) as outcome`,
  )
  return row?.outcome ?? 'exists'
}

/** Months that have a partition, oldest first, as `YYYY-MM-01`. */
export async function partitionMonths(reader: Reader): Promise<string[]> {
  const found = await rows<{ month: string }>(
    reader,
    sql`select to_char(to_date(substring(c.relname from '^entries_(\\d{6})$'), 'YYYYMM'), 'YYYY-MM-DD') as month
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'audit.entries'::regclass and c.relname ~ '^entries_\\d{6}$' order by 1`,
  )
  return found.map((row) => row.month)
}

export interface ArchiveRow extends Record<string, unknown> {
  chain: number
  seq: number
  /** Hex. */
  hash: string
  body: string
}
/** Entries of a month in the order of chain and seq, behind a position. */
export function monthEntries(
  reader: Reader,
  from: Date,
  to: Date,
  after: { chain: number; seq: number },
  limit: number,
): Promise<ArchiveRow[]> {
  return rows<ArchiveRow>(
    reader,
    sql`select chain, seq::float8 as seq, encode(hash, 'hex') as hash, body from audit.entries
        where entries.at >= ${from.toISOString()}::timestamptz and entries.at < ${to.toISOString()}::timestamptz and seq is not null
          and (chain, seq) > (${after.chain}::smallint, ${after.seq}::bigint) order by chain, seq limit ${limit}`,
  )
}

export interface ArchivedRun extends Record<string, unknown> {
  chain: number
  from_seq: number
  seq: number
  head: string
}
export async function insertCheckpoints(tx: Tx, archive: string, runs: readonly ArchivedRun[]): Promise<void> {
  await rows(
    tx,
    sql`insert into audit.checkpoints (chain, seq, from_seq, head, archive)
        select chain, seq, from_seq, decode(head, 'hex'), ${archive} from ${recordset(runs, 'chain smallint, seq bigint, from_seq bigint, head text')}`,
  )
}

/** Everything that checkpoints say lies in archives. */
export function archivedRuns(reader: Reader): Promise<(ArchivedRun & { archive: string })[]> {
  return rows(
    reader,
    sql`select archive, chain, from_seq::float8 as from_seq, seq::float8 as seq, encode(head, 'hex') as head from audit.checkpoints order by archive, chain, seq`,
  )
}

/** Drops a month; the database refuses unless checkpoints into `archive` cover every entry of it. */
export async function dropArchived(tx: Tx, month: string, archive: string): Promise<void> {
  await rows(tx, sql`select audit.drop_archived(${month}::date, ${archive})`)
}

/** Last seq of the archived run that holds this seq; undefined when the entry is online or never was. */
export async function archivedRunEnd(reader: Reader, chain: number, seq: number): Promise<number | undefined> {
  const [row] = await rows<{ seq: number }>(
    reader,
    sql`select seq::float8 as seq from audit.checkpoints where chain = ${chain}::smallint and seq >= ${seq}::bigint and from_seq <= ${seq}::bigint order by checkpoints.seq limit 1`,
  )
  return row?.seq
}
