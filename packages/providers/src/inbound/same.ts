import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}

/** The same for secrets: not even their length shows. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  return isSame(digest(given), digest(expected))
}

/** Lower-case hex of an HMAC over several parts, as if they were one. */
export function hexHmac(algorithm: 'sha1' | 'sha256', key: string, ...parts: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac(algorithm, key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}
