export const ledgerConstraints = {
  accounts_floor_chk: 'ledger.insufficient',
  accounts_range_chk: 'ledger.amount-out-of-range',
  accounts_unit_fk: 'ledger.unit-mismatch',
  transactions_key_key: 'ledger.idempotency-mismatch',
  transactions_key_chk: 'request.invalid',
  transactions_reverses_key: 'ledger.already-reversed',
  lots_source_key: 'ledger.idempotency-mismatch',
  lot_extensions_pkey: 'ledger.idempotency-mismatch',
  lot_extensions_key_chk: 'request.invalid',
  holds_pkey: 'ledger.idempotency-mismatch',
  entries_balance_chk: 'ledger.unbalanced',
} as const
