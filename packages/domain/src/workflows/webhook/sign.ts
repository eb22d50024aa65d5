import { createHmac } from 'node:crypto'

/** Headers of Standard Webhooks: the receiver proves with its copy of the secret that the call is ours and recent. */
export function signatureHeaders(secret: Uint8Array, key: string, body: string, at: Date): Record<string, string> {
  const id = key.replaceAll(':', '_')
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
