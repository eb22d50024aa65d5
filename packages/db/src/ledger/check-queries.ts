import type { Equation } from '@mas/contracts/ledger'
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Tx } from '../driver/types.ts'

/** Where a walk by id begins. */
export const firstId = '00000000-0000-0000-0000-000000000000'

export interface FindingRow {
  readonly equation: Equation
  readonly accountId: string | null
  readonly subject: string
  readonly expected: string | null
  readonly found: string | null
}
export interface CheckedChunk {
  readonly seen: number
  readonly findings: readonly FindingRow[]
  /** Where to go on; null when nothing was left. */
  readonly last: string | null
}

export async function insertCheck(tx: Tx, check: { id: string; startedAt: Date; reason: string; actor: string }): Promise<void> {
  await rows(
    tx,
    sql`insert into ledger.checks (id, started_at, reason, actor) values (${check.id}::uuid, ${check.startedAt.toISOString()}::timestamptz, ${check.reason}, ${check.actor})`,
  )
}

interface CheckOutcome {
  readonly id: string
  readonly finishedAt: Date
  readonly accounts: number
  readonly transactions: number
  readonly found: number
  readonly findings: readonly FindingRow[]
}
export async function finishCheck(tx: Tx, outcome: CheckOutcome): Promise<void> {
  await rows(
    tx,
    sql`update ledger.checks set finished_at = ${outcome.finishedAt.toISOString()}::timestamptz, accounts = ${outcome.accounts}, transactions = ${outcome.transactions},
          found = ${outcome.found}, findings = ${JSON.stringify(outcome.findings)}::text::jsonb
        where id = ${outcome.id}::uuid`,
  )
}
