export const auditConstraints = { entries_body_size_chk: 'audit.body-too-large' } as const
