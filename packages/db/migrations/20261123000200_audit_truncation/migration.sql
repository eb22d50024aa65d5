-- A truncation fires no row trigger: what may not be changed row by row may not be emptied either.
create trigger anchors_no_truncate before truncate on audit.anchors for each statement execute function audit.refuse_change();
create trigger checkpoints_no_truncate before truncate on audit.checkpoints for each statement execute function audit.refuse_change();
create trigger verifications_no_truncate before truncate on audit.verifications for each statement execute function audit.refuse_change();

-- A key of sealed values is made once and destroyed once; one that is exchanged or deleted would erase what it sealed without an erasure.
create trigger subject_keys_permanent before delete on audit.subject_keys for each row execute function audit.refuse_change();
create trigger subject_keys_no_truncate before truncate on audit.subject_keys for each statement execute function audit.refuse_change();
create trigger subject_keys_fixed after update on audit.subject_keys for each row
  when (not (new.subject_id = old.subject_id and new.subject_type = old.subject_type and new.created_at = old.created_at
    and (new.wrapped_key is null or new.wrapped_key is not distinct from old.wrapped_key)
    and (old.destroyed_at is null or new.destroyed_at is not distinct from old.destroyed_at)))
  execute function audit.refuse_change();
