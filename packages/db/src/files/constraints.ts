export const filesConstraints = { quotas_count_chk: 'files.quota', quotas_bytes_chk: 'files.quota' } as const
