export const settingsConstraints = {
  changes_version_key: 'settings.stale',
  values_pkey: 'settings.stale',
  flags_pkey: 'settings.stale',
  proposals_approver_chk: 'settings.same-approver',
  changes_approver_chk: 'settings.same-approver',
  proposals_open_key: 'settings.proposal-open',
  flag_rules_position_key: 'settings.rule-invalid',
} as const
