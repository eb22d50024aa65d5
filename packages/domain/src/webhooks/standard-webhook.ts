import { createHmac, randomBytes } from 'node:crypto'

export interface Signed {
  /** The message, the same on every attempt. */
  readonly id: string
  /** Of this attempt, in seconds since 1970. */
  readonly timestamp: number
  /** The exact bytes that are sent. */
  readonly body: Uint8Array
}

/** A new signing secret: `whsec_` and 32 random bytes. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** `v1,<base64 of HMAC-SHA256>` over `id.timestamp.body` (Standard Webhooks 1.0.0). */
export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** The headers that let a receiver verify; one signature for each secret that is valid now. */
export function signatureHeaders(secrets: readonly string[], signed: Signed): Record<string, string> {
  return {
    'webhook-id': signed.id,
    'webhook-timestamp': String(signed.timestamp),
    'webhook-signature': secrets.map((secret) => signatureOf(secret, signed)).join(' '),
  }
}
