-- What a line, a hold or a pin names is never taken away, nor becomes somebody else's: foreign keys keep what is named in its place,
-- but not a lot or a hold in its account. The triggers look at columns that no movement writes, so movements do not pay for them.
create trigger accounts_stay after delete or update of id, unit on ledger.accounts for each row execute function ledger.refuse_change();
create trigger accounts_no_truncate before truncate on ledger.accounts for each statement execute function ledger.refuse_change();
create trigger lots_stay after delete or update of id, account_id on ledger.lots for each row execute function ledger.refuse_change();
create trigger lots_no_truncate before truncate on ledger.lots for each statement execute function ledger.refuse_change();
create trigger holds_stay after delete or update of id, account_id on ledger.holds for each row execute function ledger.refuse_change();
create trigger holds_no_truncate before truncate on ledger.holds for each statement execute function ledger.refuse_change();
