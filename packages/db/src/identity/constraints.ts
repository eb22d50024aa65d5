export const identityConstraints = {
  users_email_key: 'identity.email-taken',
  users_verified_phone_key: 'identity.phone-taken',
  users_phone_chk: 'identity.phone-invalid',
  users_last_admin_chk: 'identity.last-admin',
  role_changes_pending_key: 'identity.role-change-pending',
  role_changes_two_people_chk: 'identity.approver-is-requester',
  break_glass_credentials_sealed_key: 'identity.break-glass-sealed',
  break_glass_openings_reviewer_chk: 'identity.review-refused',
  break_glass_openings_credential_key: 'identity.break-glass-refused',
} as const
