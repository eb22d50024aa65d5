/** The key that the look-alike takes and the secret it signs with; the slots need both without the sandbox. */
export const sandboxResend = {
  apiKey: 're_mas_sandbox',
  webhookSecret: 'whsec_bWFzLXNhbmRib3gtd2ViaG9vay1zZWNyZXQ=',
} as const
