export const identityConstraints = {
  users_email_key: 'identity.email-taken',
  users_verified_phone_key: 'identity.phone-taken',
  users_phone_chk: 'identity.phone-invalid',
  role_changes_pending_key: 'identity.role-change-pending',
  role_changes_two_people_chk: 'identity.approver-is-requester',
} as const
