export const webhooksConstraints = { inbox_raw_size_chk: 'request.too-large' } as const
