export const leadsConstraints = {
  segments_name_key: 'leads.segment-exists',
  tags_slug_key: 'leads.tag-exists',
  follow_ups_open_key: 'leads.follow-up-exists',
  merges_two_leads_chk: 'leads.merge-same',
  merges_absorbed_open_key: 'leads.merged',
  contact_days_cap_chk: 'leads.contact-capped',
  contact_permits_used_by_key: 'leads.permit-used',
  live_calls_pkey: 'leads.person-busy',
  leads_extra_chk: 'leads.extra-too-large',
  imports_committed_file_key: 'leads.import-duplicate-file',
  imports_file_key: 'leads.import-wrong-state',
} as const
