/**
 * Whether a failed fetch never got as far as sending its request. Bun sets `code` on the error itself, Node on its
 * `cause`. Everything unknown counts as sent: doubt is the safe side.
 */
export function failedBeforeSending(thrown: unknown): boolean {
  return errorCodes(thrown).some((code) => before.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS_'))
}

/** The codes of an error and its causes; safe to log and store, unlike messages, which can carry a URL. */
export function errorCodes(thrown: unknown): string[] {
  const codes: string[] = []
  let error: unknown = thrown
  for (let depth = 0; depth < 4 && typeof error === 'object' && error !== null; depth++) {
    if ('code' in error && typeof error.code === 'string') codes.push(error.code)
    error = 'cause' in error ? error.cause : undefined
  }
  return codes
}

const before = new Set([
  'ConnectionRefused',
  'FailedToOpenSocket',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNKNOWN_CERTIFICATE_VERIFICATION_ERROR',
  'ERR_INVALID_URL',
])
