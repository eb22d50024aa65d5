-- What works once has worked once, whoever writes: codes, links, recovery codes, counts of apps and passkeys, refresh
-- tokens and revoked devices only ever go one way. Rows may still be deleted: then they open nothing at all.
create function identity.refuse_unspending() returns trigger language plpgsql as $$
begin
  raise exception 'identity_spent_stays_spent' using errcode = '55000';
end $$;
create trigger challenges_stay_spent before update on identity.challenges
  for each row when (new.attempts < old.attempts or (old.consumed_at is not null and new.consumed_at is distinct from old.consumed_at))
  execute function identity.refuse_unspending();
create trigger tickets_stay_spent before update on identity.tickets
  for each row when (old.consumed_at is not null and new.consumed_at is distinct from old.consumed_at)
  execute function identity.refuse_unspending();
create trigger recovery_codes_stay_spent before update on identity.recovery_codes
  for each row when (old.used_at is not null and new.used_at is distinct from old.used_at)
  execute function identity.refuse_unspending();
-- A new secret begins a count of its own.
create trigger totp_factors_go_forward before update on identity.totp_factors
  for each row when (new.last_step < old.last_step and new.sealed_secret is not distinct from old.sealed_secret)
  execute function identity.refuse_unspending();
create trigger passkeys_go_forward before update on identity.passkeys
  for each row when (new.sign_count < old.sign_count or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at))
  execute function identity.refuse_unspending();
-- A rotated token may be rotated once more (its reply was lost), and is never current again.
create trigger refresh_tokens_stay_spent before update on identity.refresh_tokens
  for each row when ((old.rotated_at is not null and new.rotated_at is null) or (old.voided_at is not null and new.voided_at is distinct from old.voided_at))
  execute function identity.refuse_unspending();
create trigger devices_stay_revoked before update on identity.devices
  for each row when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
  execute function identity.refuse_unspending();
