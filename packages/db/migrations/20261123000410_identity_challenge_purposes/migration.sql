-- What a challenge may be for: a code of one purpose is worth nothing for another, so a misspelt one would be a dead end.
-- Domains above add their own under `public:`. Rows from before are gone within a day.
alter table identity.challenges add constraint challenges_purpose_chk check (
  purpose in ('verify-email', 'reset-password', 'sign-in', 'link-google', 'step-up', 'second-factor', 'change-email', 'verify-phone',
    'passkey-sign-in', 'add-passkey', 'passkey-step-up')
  or purpose ~ '^public:[a-z][a-z0-9-]{0,60}$') not valid;
