import { fail } from '@mas/kernel'
import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Tx } from '../driver/types.ts'

/** What a function of the ledger answers when it refuses: it has written nothing, and the transaction goes on. */
export interface RefusedAnswer {
  readonly refused:
    | 'account-frozen'
    | 'account-mismatch'
    | 'account-not-found'
    | 'already-reversed'
    | 'amount-out-of-range'
    | 'exceeds-capture'
    | 'exceeds-hold'
    | 'hold-closed'
    | 'hold-not-found'
    | 'idempotency-mismatch'
    | 'insufficient'
    | 'lot-exhausted'
    | 'lot-expired'
    | 'lot-not-found'
    | 'not-reversible'
    | 'transaction-not-found'
    | 'unbalanced'
    | 'unit-mismatch'
}

/** The transaction an operation wants to write, in the words of the database's type. */
export interface TransactionHead {
  readonly id: string
  readonly key: string
  readonly body_hash: string
  readonly kind: string
  readonly owner_domain: string
  readonly reason: string | null
  readonly ref_type: string | null
  readonly ref_id: string | null
  readonly occurred_at: Date
  /** The caller's clock; the function moves it behind the account's last posting. */
  readonly posted_at: Date
  readonly actor: string
  readonly reverses_id: string | null
}

/** Calls one function of the ledger: one operation, one round trip. */
export async function call<Answer extends object>(tx: Tx, operation: SQL): Promise<Answer | RefusedAnswer> {
  const [row] = await rows<{ answer: Answer | RefusedAnswer }>(tx, sql`select ${operation} as answer`)
  if (row === undefined) throw new Error('a function call answers exactly one row')
  return row.answer
}

/** `head` as the database's type of that name. Typed parameters: taking a row from JSON costs as much as a statement. */
export function headRow(head: TransactionHead): SQL {
  return sql`row(${head.id}::uuid, ${head.key}::text, ${head.body_hash}::text, ${head.kind}::text, ${head.owner_domain}::text, ${head.reason}::text, ${head.ref_type}::text, ${head.ref_id}::text,
    ${head.occurred_at.toISOString()}::timestamptz, ${head.posted_at.toISOString()}::timestamptz, ${head.actor}::text, ${head.reverses_id}::uuid, null)::ledger.head`
}

/** A row of `table` as one parameter, from an object with the table's column names. */
export function record(table: 'accounts' | 'lots' | 'lot_extensions', values: object): SQL {
  return sql`jsonb_populate_record(null::ledger.${sql.raw(table)}, ${JSON.stringify(values)}::text::jsonb)`
}

/**
 * bigint and numeric leave the database as text; what does not fit a JSON number exactly must not become one. No account that keeps a
 * sum gets there, but one of the system may, and a total of several.
 */
export function exactNumber(value: string | number | bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw fail('ledger.amount-out-of-range')
  return number
}
