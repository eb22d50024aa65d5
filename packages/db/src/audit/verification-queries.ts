import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

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
  /** Base64: a MAC over what was found at `to`. */
  readonly seal: string | null
}
export async function insertVerification(tx: Tx, run: VerificationInsert): Promise<void> {
  const fault = run.fault === null ? sql`null` : sql`${JSON.stringify(run.fault)}::text::jsonb`
  await rows(
    tx,
    sql`insert into audit.verifications (id, kind, started_at, finished_at, "from", "to", entries, result, first_fault, seal)
        values (${run.id}::uuid, ${run.kind}, ${run.startedAt.toISOString()}::timestamptz, ${run.finishedAt.toISOString()}::timestamptz,
          ${JSON.stringify(run.from)}::text::jsonb, ${JSON.stringify(run.to)}::text::jsonb, ${run.entries}, ${run.fault === null ? 'ok' : 'fault'}, ${fault},
          decode(${run.seal}::text, 'base64'))`,
  )
}
const verification = sql`id, kind, started_at, finished_at, entries::float8 as entries, result, first_fault`

export function pageVerifications(reader: Reader, beforeId: string | undefined, limit: number): Promise<VerificationRow[]> {
  return rows<VerificationRow>(
    reader,
    sql`select ${verification} from audit.verifications where ${beforeId === undefined ? sql`true` : sql`id < ${beforeId}::uuid`} order by id desc limit ${limit}`,
  )
}

export interface VerifiedRow extends Record<string, unknown> {
  id: string
  /** Chain number -> last seq found in order. */
  to: Record<string, unknown>
  /** Base64. */
  seal: string
}
/** The latest clean run over all chains; one from before runs were sealed says nothing. */
export async function lastVerified(reader: Reader): Promise<VerifiedRow | undefined> {
  const latest = (kind: string) =>
    sql`(select id, "to", seal from audit.verifications where result = 'ok' and kind = ${kind} and seal is not null order by id desc limit 1)`
  const [row] = await rows<VerifiedRow>(
    reader,
    sql`select id, "to", encode(seal, 'base64') as seal from (${latest('tail')} union all ${latest('all')}) latest order by id desc limit 1`,
  )
  return row
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
