import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { call, record } from './answers.ts'

export interface NewAccount {
  readonly id: string
  readonly unit: string
  readonly owner_domain: string
  readonly owner_kind: string
  readonly owner_id: string
  readonly name: string
  readonly mode: 'running' | 'system'
  readonly floor: 'zero' | 'none'
  readonly lots: boolean
  readonly meta: { readonly accepts?: readonly string[] }
}
/** `expiredId`: for the account that is opened with one with lots, to book expiries in. */
export function openAccount(tx: Tx, account: NewAccount, expiredId: string) {
  const start = account.mode === 'running' ? 0 : null
  return call<{ accountId: string }>(
    tx,
    sql`ledger.open_account(${record('accounts', { ...account, available: start, held: start, version: 0 })}, ${expiredId}::uuid)`,
  )
}

interface UnitRow extends Record<string, unknown> {
  code: string
  scale: number
  owner_domain: string
}
/** Adds the units that are missing and answers all of them as they are stored. */
export async function addUnits(tx: Tx, units: readonly UnitRow[]): Promise<UnitRow[]> {
  await rows(
    tx,
    sql`insert into ledger.units (code, scale, owner_domain) select code, scale, owner_domain from ${recordset(units, 'code text, scale smallint, owner_domain text')} on conflict do nothing`,
  )
  return rows<UnitRow>(tx, sql`select code, scale, owner_domain from ledger.units order by code`)
}

export interface AccountRow extends Record<string, unknown> {
  id: string
  unit: string
  owner_domain: string
  owner_kind: string
  owner_id: string
  name: string
  mode: 'running' | 'system'
  floor: 'zero' | 'none'
  lots: boolean
  frozen_at: Date | null
  frozen_reason: string | null
  last_posted_at: Date | null
}

/** Of a system account the last posting is found in its entries, because nothing of its own row ever moves. */
export async function findAccount(reader: Reader, id: string): Promise<AccountRow | undefined> {
  const [row] = await rows<AccountRow>(
    reader,
    sql`select id, unit, owner_domain, owner_kind, owner_id, name, mode, floor, lots, frozen_at, frozen_reason,
          coalesce(last_posted_at, (select max(posted_at) from ledger.entries e where e.account_id = a.id)) as last_posted_at
        from ledger.accounts a where id = ${id}::uuid`,
  )
  return row
}

/** Freezes what is not frozen yet; answers the ids that this call froze. */
export async function freezeAccounts(tx: Tx, ids: readonly string[], at: Date, reason: string): Promise<string[]> {
  const frozen = await rows<{ id: string }>(
    tx,
    sql`update ledger.accounts a set frozen_at = ${at.toISOString()}::timestamptz, frozen_reason = ${reason}
        from (select id from ledger.accounts where id in (select id from ${recordset(
          ids.map((id) => ({ id })),
          'id uuid',
        )}) and frozen_at is null order by id for no key update) l
        where a.id = l.id returning a.id`,
  )
  return frozen.map((row) => row.id)
}

export async function unfreezeAccount(tx: Tx, id: string): Promise<boolean> {
  const thawed = await rows(
    tx,
    sql`update ledger.accounts set frozen_at = null, frozen_reason = null where id = ${id}::uuid and frozen_at is not null returning 1 as one`,
  )
  return thawed.length === 1
}
