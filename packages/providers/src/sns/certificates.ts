import type { Egress } from '@mas/kernel/ports/egress'
import { X509Certificate, type KeyObject } from 'node:crypto'

const dayMs = 24 * 60 * 60_000
/** Addresses remembered; Amazon signs with a handful. */
const mostKept = 20
/** Fetches in a minute: a stranger who names ever new addresses makes us ask no more often. */
const mostFetches = 10

interface Kept {
  readonly key: Promise<KeyObject | undefined>
  readonly until: number
}

/** The public key behind an address; `away` where the certificate cannot be had now, undefined where it is none. */
export type FindKey = (url: string, now: Date) => Promise<KeyObject | 'away' | undefined>

/** Certificates by their address, fetched through the guard and kept for a day. */
export function createCertificates(egress: Egress, mode: 'live' | 'sandbox'): FindKey {
  const kept = new Map<string, Kept>()
  let minute = 0
  let fetches = 0
  const mayFetch = (now: Date): boolean => {
    const current = Math.floor(now.getTime() / 60_000)
    if (current !== minute) [minute, fetches] = [current, 0]
    return ++fetches <= mostFetches
  }
  const fetchKey = async (url: string, now: Date): Promise<KeyObject | undefined> => {
    const answer = await egress.request({
      method: 'GET',
      url,
      timeoutMs: 5_000,
      maxBytes: 64 * 1024,
      allowHosts: [new URL(url).hostname],
      mode,
    })
    if (answer.outcome !== 'ok' || answer.status !== 200) throw new Error('no certificate')
    return readKey(answer.body, now)
  }
  return async (url, now) => {
    const known = kept.get(url)
    const fresh = known !== undefined && known.until > now.getTime()
    if (!fresh && !mayFetch(now)) return 'away'
    const key = fresh ? known.key : fetchKey(url, now)
    if (!fresh) {
      const [oldest] = kept.keys()
      if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
      kept.set(url, { key, until: now.getTime() + dayMs })
    }
    return key.catch(() => {
      // The next delivery asks again; this one is told to come back.
      kept.delete(url)
      return 'away' as const
    })
  }
}

function readKey(pem: Uint8Array, now: Date): KeyObject | undefined {
  try {
    const certificate = new X509Certificate(pem)
    const isValid = certificate.validFromDate <= now && now <= certificate.validToDate
    return isValid && certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate.publicKey : undefined
  } catch {
    // No certificate at all: nothing it could have signed.
    return undefined
  }
}
