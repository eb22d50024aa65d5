import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { recordset, rows } from '../rows.ts'

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
  /** First entry with sealed values about somebody whose key is gone, not destroyed: destroying leaves its row. */
  keyless_seq: number | null
}

/** An entry lies where its body says: under its id, at its time. The other columns are generated from the body, see `areColumnsGenerated`. */
const tellsTheBody = sql.raw(`strpos(body, '"id":"' || id || '","platform"') > 0
  and strpos(body, '"at":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"') > 0`)

/**
 * Recomputes a range of one chain inside the database: nothing but this report leaves it. Archived runs stand for their
 * entries as one item whose hash is their checkpoint's.
 */
export async function checkRange(reader: Reader, { chain, fromSeq, toSeq, previous }: ChainRange): Promise<RangeReport | undefined> {
  const [report] = await rows<RangeReport>(
    reader,
    sql`select count(*) filter (where not archived)::int as entries, max(seq)::float8 as last_seq,
          min(seq) filter (where first <> before + 1)::float8 as gap_at, min(before + 1) filter (where first <> before + 1)::float8 as gap_before,
          min(seq) filter (where bad)::float8 as bad_seq, min(seq) filter (where keyless)::float8 as keyless_seq
        from (
          select i.seq, i.first, i.archived, i.keyless, lag(i.seq, 1, ${fromSeq - 1}::bigint) over w as before,
            not i.archived and (i.told and i.hash = sha256(lag(i.hash, 1, decode(${previous}, 'hex')) over w || int8send(i.seq) || sha256(convert_to(i.body, 'UTF8'))))
              is not true as bad
          from (
            select seq as first, seq, hash, body, false as archived, ${tellsTheBody} as told,
              body like '%{"$sealed":%' and (select 1 from audit.subject_keys k where k.subject_id = entries.subject_id limit 1) is null as keyless
            from audit.entries where chain = ${chain}::smallint and seq between ${fromSeq}::bigint and ${toSeq}::bigint and seq is not null
            union all
            select from_seq, seq, head, null, true, true, false from audit.checkpoints where chain = ${chain}::smallint and seq between ${fromSeq}::bigint and ${toSeq}::bigint
          ) i window w as (order by i.seq)
        ) checked`,
  )
  return report
}

/** Where a chain begins; computed here, because the database's own function is as easily replaced as a row. */
export function genesis(chain: number): string {
  return createHash('sha256').update(`mas-audit-v1:${chain}`).digest('hex')
}

/** The stored hash at a seq, of an entry or of an archived run's end; undefined when there is neither. */
export async function hashAt(reader: Reader, chain: number, seq: number): Promise<string | undefined> {
  if (seq === 0) return genesis(chain)
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

export interface StrayRow extends Record<string, unknown> {
  chain: number | null
  seq: number | null
}
/**
 * An entry that no walk along the chains comes to: linked nowhere, past a head, in front of where a chain begins, or on a
 * chain that is none. One statement, so heads and entries are of one moment.
 */
export async function findStray(reader: Reader, starts: readonly { no: number; from_seq: number }[]): Promise<StrayRow | undefined> {
  const one = sql.raw('select e.chain, e.seq::float8 as seq from audit.entries e where e.seq is not null and')
  const [row] = await rows<StrayRow>(
    reader,
    sql`with known as (
          select c.no, c.seq as last, r.from_seq as first, lead(c.no::int, 1, 32768) over (order by c.no) as next, row_number() over (order by c.no) as place
          from audit.chains c join ${recordset([...starts], 'no smallint, from_seq bigint')} on r.no = c.no)
        select chain, seq from (
          (select null::smallint as chain, null::float8 as seq from audit.entries where seq is null limit 1)
          union all select e.* from known k cross join lateral (${one} e.chain = k.no and e.seq > k.last limit 1) e
          union all select e.* from known k cross join lateral (${one} e.chain = k.no and e.seq < k.first limit 1) e
          union all select e.* from known k cross join lateral (${one} e.chain > k.no and e.chain < k.next limit 1) e
          union all select e.* from known k cross join lateral (${one} e.chain < k.no limit 1) e where k.place = 1
        ) strays limit 1`,
  )
  return row
}

/** Where verification of a chain begins: behind the archived runs that reach back to its beginning, without a gap. */
export async function onlineStarts(
  reader: Reader,
  chains: readonly number[],
): Promise<{ no: number; fromSeq: number; previous: string }[]> {
  const runs = await rows<{ chain: number; from_seq: number; seq: number; head: string }>(
    reader,
    sql`select chain, from_seq::float8 as from_seq, seq::float8 as seq, encode(head, 'hex') as head
        from audit.checkpoints join ${recordset(
          chains.map((no) => ({ no })),
          'no smallint',
        )} on r.no = chain order by chain, seq`,
  )
  return chains.map((no) => {
    let end = { seq: 0, head: genesis(no) }
    for (const run of runs) if (run.chain === no && run.from_seq === end.seq + 1) end = run
    return { no, fromSeq: end.seq + 1, previous: end.head }
  })
}

/** The stored hashes at some places of chains, in the order of the places; null where neither an entry nor a run's end is. */
export async function hashesAt(reader: Reader, places: readonly { no: number; seq: number }[]): Promise<(string | null)[]> {
  const found = await rows<{ no: number; hash: string | null }>(
    reader,
    sql`select r.no, (select encode(e.hash, 'hex') from audit.entries e where e.chain = r.no and e.seq = r.seq and e.seq is not null
            union all select encode(c.head, 'hex') from audit.checkpoints c where c.chain = r.no and c.seq = r.seq limit 1) as hash
        from ${recordset([...places], 'no smallint, seq bigint')}`,
  )
  const hashes = new Map(found.map(({ no, hash }) => [no, hash]))
  return places.map(({ no, seq }) => (seq === 0 ? genesis(no) : (hashes.get(no) ?? null)))
}
