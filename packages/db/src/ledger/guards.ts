import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

/** What keeps the tables whole between two proofs; a test holds these lists against a migrated database. */
export const ledgerConstraints: Readonly<Record<string, readonly string[]>> = {
  accounts: [
    'accounts_floor_chk',
    'accounts_id_unit_key',
    'accounts_kind_chk',
    'accounts_owner_key',
    'accounts_pkey',
    'accounts_range_chk',
    'accounts_unit_fk',
  ],
  checks: ['checks_pkey'],
  closes: ['closes_pkey'],
  entries: ['entries_account_fk', 'entries_line_chk', 'entries_lot_fk', 'entries_pkey', 'entries_transaction_fk'],
  hold_lots: ['hold_lots_hold_fk', 'hold_lots_lot_fk', 'hold_lots_parts_chk', 'hold_lots_pkey'],
  holds: ['holds_account_fk', 'holds_parts_chk', 'holds_pkey', 'holds_state_chk'],
  lot_extensions: ['lot_extensions_key_chk', 'lot_extensions_lot_fk', 'lot_extensions_pkey'],
  lots: ['lots_account_fk', 'lots_parts_chk', 'lots_pkey', 'lots_source_key'],
  snapshots: ['snapshots_account_fk', 'snapshots_pkey'],
  transactions: ['transactions_key_chk', 'transactions_key_key', 'transactions_pkey', 'transactions_ref_chk', 'transactions_reverses_fk'],
  units: ['units_pkey', 'units_scale_chk'],
}
export const ledgerTriggers: Readonly<Record<string, readonly string[]>> = {
  accounts: ['accounts_no_truncate', 'accounts_stay'],
  entries: ['entries_append_only', 'entries_balance', 'entries_no_truncate'],
  holds: ['holds_no_truncate', 'holds_stay'],
  lot_extensions: ['lot_extensions_append_only'],
  lots: ['lots_no_truncate', 'lots_stay'],
  transactions: ['transactions_append_only', 'transactions_lines', 'transactions_no_truncate'],
}

interface Guard extends Record<string, unknown> {
  readonly kind: 'constraint' | 'trigger'
  readonly table: string
  readonly name: string
}
const guards: readonly Guard[] = [
  ...Object.entries(ledgerConstraints).flatMap(([table, names]) => names.map((name): Guard => ({ kind: 'constraint', table, name }))),
  ...Object.entries(ledgerTriggers).flatMap(([table, names]) => names.map((name): Guard => ({ kind: 'trigger', table, name }))),
]

/** Guards that somebody took away, switched off, or put back without having them look at what was written meanwhile. */
export function guardsAway(reader: Reader): Promise<(Guard & { readonly state: string })[]> {
  return rows(
    reader,
    sql`with named as (select * from ${recordset(guards, 'kind text, "table" text, name text')}),
          states as (
            select n.*, case
                when kind = 'constraint' then (
                  select case when not convalidated then 'not validated' when not coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true) then 'not enforced' else 'there' end
                  from pg_constraint c where conrelid = to_regclass('ledger.' || quote_ident(n."table")) and conname = n.name)
                else (
                  select case when tgenabled in ('O', 'A') then 'there' else 'switched off' end
                  from pg_trigger where tgrelid = to_regclass('ledger.' || quote_ident(n."table")) and tgname = n.name)
              end as state
            from named n)
        select kind, "table", name, coalesce(state, 'away') as state from states where state is distinct from 'there' order by kind, "table", name`,
  )
}
