import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { call, headRow, type TransactionHead } from './answers.ts'

export interface PostAnswer {
  readonly transactionId: string
  readonly replayed: boolean
}

export function post(tx: Tx, head: TransactionHead, lines: readonly { account: string; amount: number }[]) {
  return call<PostAnswer>(tx, sql`ledger.post(${headRow(head)}, ${JSON.stringify(lines)}::text::jsonb)`)
}

/** Mirrors the transaction that `head.reverses_id` names. */
export function reverse(tx: Tx, head: TransactionHead) {
  return call<PostAnswer>(tx, sql`ledger.reverse(${headRow(head)})`)
}
