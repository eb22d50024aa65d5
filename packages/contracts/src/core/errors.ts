/**
 * The nine kinds of error. A code belongs to exactly one kind; the kind alone decides status, retry and log level
 * (one table, in the kernel), so two edges can never answer the same refusal differently.
 */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'precondition',
  'limit',
  'unavailable',
  'internal',
] as const
export type ErrorKind = (typeof errorKinds)[number]

/** What a code means: its kind and one public, stable sentence. */
export type ErrorMeaning = readonly [kind: ErrorKind, message: string]

/**
 * Declares the error codes of one domain. Keys become `<domain>.<key>`.
 *
 * @example errors('leads', { 'no-contact': ['invalid', 'A lead needs a phone number or an e-mail address.'] })
 */
export function errors<const D extends string, const E extends Record<string, ErrorMeaning>>(
  domain: D,
  meanings: E,
): { readonly [K in keyof E & string as `${D}.${K}`]: E[K] } {
  const entries = Object.entries(meanings).map(([key, meaning]) => [`${domain}.${key}`, meaning])
  return Object.fromEntries(entries)
}

/** Codes that belong to no domain: the request itself, or the machine. */
export const requestErrors = errors('request', {
  invalid: ['invalid', 'The request does not match its schema; `details.issues` names each problem.'],
  unauthenticated: ['unauthenticated', 'Sign in first.'],
  forbidden: ['forbidden', 'Your role may not do this.'],
  'fresh-sign-in-required': ['precondition', 'Confirm who you are again; your last confirmation is older than ten minutes.'],
  'not-found': ['not-found', 'There is nothing here.'],
  'method-not-allowed': ['invalid', 'This address does not answer that HTTP method.'],
  'unsupported-media-type': ['invalid', 'This address takes another content type; `details.accepts` names it.'],
  'batch-too-large': ['invalid', 'A batch carries too many calls; `details.max` says how many it may.'],
  'too-large': ['limit', 'The request body is larger than this address accepts.'],
  'too-slow': ['limit', 'The request body took too long to arrive.'],
  'cut-off': ['invalid', 'The request body ended before all of it had come.'],
  'too-many': ['limit', 'Too many requests; `details.retryAfterSeconds` says when to come back.'],
  'key-reused': ['conflict', 'This idempotency key was used before for a different request.'],
  'key-in-use': ['conflict', 'A request with this idempotency key is still being worked on.'],
  'cursor-invalid': ['invalid', 'This cursor was not issued by this list, or for another filter.'],
  conflict: ['conflict', 'Somebody else changed the same thing first.'],
  unavailable: ['unavailable', 'The service is busy or restarting; try again in a moment.'],
  internal: ['internal', 'Something went wrong on our side; quote the request id.'],
})
