import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface HeadRow extends Record<string, unknown> {
  no: number
  stream: string | null
  seq: number
  /** Hex. */
  head: string
}
/** One statement, so one snapshot: the heads belong together. */
export function readHeads(reader: Reader): Promise<HeadRow[]> {
  return rows<HeadRow>(reader, sql`select no, stream, seq::float8 as seq, encode(head, 'hex') as head from audit.chains order by no`)
}

export interface ChainRange {
  readonly chain: number
  readonly fromSeq: number
  readonly toSeq: number
  /** Hex: the head in front of `fromSeq`. */
  readonly previous: string
}
export interface RangeReport extends Record<string, unknown> {
  entries: number
  /** Seq of the last link of the range; null when there is none. */
  last_seq: number | null
  /** First item that does not follow its predecessor: its first seq, or the seq that is repeated. */
  gap_before: number | null
  gap_at: number | null
  /** First entry whose stored hash is not what its predecessor, seq and body give, or whose columns are not its body's. */
  bad_seq: number | null
}

/**
 * Recomputes a range of one chain inside the database: nothing but this report leaves it. Archived runs stand for their
 * entries as one item whose hash is their checkpoint's.
 */
export async function checkRange(reader: Reader, { chain, fromSeq, toSeq, previous }: ChainRange): Promise<RangeReport | undefined> {
  const [report] = await rows<RangeReport>(
    reader,
    sql`select count(*) filter (where body is not null)::int as entries, max(seq)::float8 as last_seq,
          min(seq) filter (where first <> before + 1)::float8 as gap_at, min(before + 1) filter (where first <> before + 1)::float8 as gap_before,
          min(seq) filter (where bad)::float8 as bad_seq
        from (
          select i.seq, i.hash, i.first, i.body, lag(i.seq, 1, ${fromSeq - 1}::bigint) over w as before,
            i.body is not null and (i.hash <> sha256(lag(i.hash, 1, decode(${previous}, 'hex')) over w || int8send(i.seq) || sha256(convert_to(i.body, 'UTF8')))
              or strpos(i.body, '"id":"' || i.id || '","platform"') = 0
              or strpos(i.body, '"at":"' || to_char(i.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"') = 0) as bad
          from (
            select seq as first, seq, hash, body, id, at from audit.entries where chain = ${chain}::smallint and seq between ${fromSeq}::bigint and ${toSeq}::bigint and seq is not null
            union all
            select from_seq, seq, head, null, null, null from audit.checkpoints where chain = ${chain}::smallint and seq between ${fromSeq}::bigint and ${toSeq}::bigint
          ) i window w as (order by i.seq)
        ) checked`,
  )
  return report
}

/** The stored hash at a seq, of an entry or of an archived run's end; undefined when there is neither. */
export async function hashAt(reader: Reader, chain: number, seq: number): Promise<string | undefined> {
  if (seq === 0) return (await rows<{ hash: string }>(reader, sql`select encode(audit.genesis(${chain}::int), 'hex') as hash`))[0]?.hash
  const [row] = await rows<{ hash: string }>(
    reader,
    sql`select encode(hash, 'hex') as hash from audit.entries where chain = ${chain}::smallint and seq = ${seq}::bigint and seq is not null
        union all select encode(head, 'hex') from audit.checkpoints where chain = ${chain}::smallint and seq = ${seq}::bigint limit 1`,
  )
  return row?.hash
}

/**
 * Whether the entry that belongs at `seq` stands somewhere else in the chain: then two were exchanged. Asked only after
 * a fault, over the next hundred thousand entries.
 */
export async function standsElsewhere(reader: Reader, chain: number, seq: number, previous: string): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from audit.entries e, (select hash from audit.entries where chain = ${chain}::smallint and seq = ${seq}::bigint and seq is not null limit 1) here
        where e.chain = ${chain}::smallint and e.seq between ${seq + 1}::bigint and ${seq + 100_000}::bigint and e.seq is not null
          and audit.link(decode(${previous}, 'hex'), ${seq}::bigint, e.body) in (e.hash, here.hash) limit 1`,
  )
  return found.length > 0
}

/** An entry that hangs on no chain: somebody put it in past the triggers. */
export async function findUnlinked(reader: Reader): Promise<boolean> {
  return (await rows(reader, sql`select 1 as one from audit.entries where seq is null limit 1`)).length > 0
}

/** Where verification begins: behind the archived runs that reach back to the chain's beginning, without a gap. */
export async function onlineStart(reader: Reader, chain: number): Promise<{ fromSeq: number; previous: string }> {
  const runs = await rows<{ from_seq: number; seq: number; head: string }>(
    reader,
    sql`select from_seq::float8 as from_seq, seq::float8 as seq, encode(head, 'hex') as head from audit.checkpoints where chain = ${chain}::smallint order by seq`,
  )
  let end: { seq: number; head: string | undefined } = { seq: 0, head: undefined }
  for (const run of runs) {
    if (run.from_seq !== end.seq + 1) break
    end = { seq: run.seq, head: run.head }
  }
  const previous = end.head ?? (await hashAt(reader, chain, 0)) ?? ''
  return { fromSeq: end.seq + 1, previous }
}

export interface VerificationRow extends Record<string, unknown> {
  id: string
  kind: 'chain' | 'tail' | 'all'
  started_at: Date
  finished_at: Date
  entries: number
  result: 'ok' | 'fault'
  first_fault: unknown
}
export interface VerificationInsert {
  readonly id: string
  readonly kind: VerificationRow['kind']
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly from: Readonly<Record<string, number>>
  readonly to: Readonly<Record<string, number>>
  readonly entries: number
  readonly fault: unknown
}
export async function insertVerification(tx: Tx, run: VerificationInsert): Promise<void> {
  const fault = run.fault === null ? sql`null` : sql`${JSON.stringify(run.fault)}::text::jsonb`
  await rows(
    tx,
    sql`insert into audit.verifications (id, kind, started_at, finished_at, "from", "to", entries, result, first_fault)
        values (${run.id}::uuid, ${run.kind}, ${run.startedAt.toISOString()}::timestamptz, ${run.finishedAt.toISOString()}::timestamptz,
          ${JSON.stringify(run.from)}::text::jsonb, ${JSON.stringify(run.to)}::text::jsonb, ${run.entries}, ${run.fault === null ? 'ok' : 'fault'}, ${fault})`,
  )
}
const verification = sql`id, kind, started_at, finished_at, entries::float8 as entries, result, first_fault`

export function pageVerifications(reader: Reader, beforeId: string | undefined, limit: number): Promise<VerificationRow[]> {
  return rows<VerificationRow>(
    reader,
    sql`select ${verification} from audit.verifications where ${beforeId === undefined ? sql`true` : sql`id < ${beforeId}::uuid`} order by id desc limit ${limit}`,
  )
}

/** Chain number -> last seq found in order by the latest clean run over all chains. */
export async function verifiedUpTo(reader: Reader): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await rows<{ to: Record<string, unknown> }>(
    reader,
    sql`select "to" from (
          (select id, "to" from audit.verifications where result = 'ok' and kind = 'tail' order by id desc limit 1)
          union all (select id, "to" from audit.verifications where result = 'ok' and kind = 'all' order by id desc limit 1)) latest order by id desc limit 1`,
  )
  return row?.to ?? {}
}

/** The newest run of all chains, and how many anchors wait longer than they may. */
export async function healthRow(reader: Reader, lateBefore: Date): Promise<{ first_fault: unknown; late: number }> {
  const [row] = await rows<{ first_fault: unknown; late: number }>(
    reader,
    sql`select (select first_fault from audit.verifications where kind in ('tail', 'all') order by id desc limit 1) as first_fault,
          (select count(*)::int from audit.anchors where published_at is null and computed_at < ${lateBefore.toISOString()}::timestamptz) as late`,
  )
  return row ?? { first_fault: null, late: 0 }
}
