/** Mails that a vendor took, as rows: how they came to be is measured elsewhere. $1: the vendor's ids. */
export const mailsToTellOf = `
  with told as (select value as told, gen_random_uuid() as intent, gen_random_uuid() as id from jsonb_array_elements_text($1::text::jsonb)),
  intents as (
    insert into notifications.intents (id, kind, platform, address, recipient_key, dedupe_key, data, requested_at, state, facts, due_at)
    select intent, 'welcome', 'mr-mentor', 'asha@people.example', told, told, '{}', now(), 'settled', '{}', now() from told)
  insert into notifications.emails (id, intent_id, kind, class, platform, to_address, address_hash, state, due_at, priority, provider,
    provider_message_id, message_id, created_at, sent_at, redacted)
  select id, intent, 'welcome', 'service', 'mr-mentor', 'asha@people.example', told, 'sent', now(), 1, 'resend', told, told, now(), now(), false from told`
