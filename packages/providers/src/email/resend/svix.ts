import { createHmac, timingSafeEqual } from 'node:crypto'

export interface SvixHeaders {
  readonly id: string
  /** Unix seconds, as sent. */
  readonly timestamp: string
}

/** `v1,<base64>` over `id.timestamp.body`, as Svix and Standard Webhooks define it. */
export function svixSignature(secret: string, { id, timestamp }: SvixHeaders, raw: Uint8Array): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest('base64')}`
}

/** Whether one of the space-separated signatures fits; several are sent while a secret is being rotated. */
export function hasSvixSignature(signatures: string, secret: string, headers: SvixHeaders, raw: Uint8Array): boolean {
  const expected = Buffer.from(svixSignature(secret, headers, raw))
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature)
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected)
  })
}
