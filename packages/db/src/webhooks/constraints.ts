export const webhooksConstraints = {
  inbox_raw_size_chk: 'request.too-large',
  messages_body_chk: 'webhooks.body-too-large',
  endpoints_secrets_chk: 'webhooks.secret-invalid',
} as const
