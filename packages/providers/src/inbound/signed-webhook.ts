import type { InboundDelivery, InboundItem, InboundVerdict, InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { isSame } from './same.ts'
import { goodSecrets, type InboundSecrets } from './secrets.ts'

/** What a delivery brings along to prove that it is genuine. */
export interface Proof {
  /** The signatures as they came; one that fits is enough. */
  readonly given: readonly string[]
  readonly expected: (secret: string) => string
  /** When it was signed, for vendors that sign that as well. */
  readonly signedAt?: Date
}

export interface SignedWebhook extends Pick<InboundWebhook, 'provider' | 'keepHeaders' | 'handshake'> {
  readonly secrets: InboundSecrets
  readonly proofOf: (delivery: InboundDelivery) => Proof | 'bad-signature' | 'malformed'
  /** Of a genuine body; undefined where it cannot be understood. */
  readonly itemsOf: (delivery: InboundDelivery) => readonly InboundItem[] | undefined
  /** How far the signed time may be from ours; 300 seconds unless given. */
  readonly toleranceSeconds?: number
}

/** The webhooks of a vendor that signs the bytes it sends. */
export function signedWebhook({ secrets, proofOf, itemsOf, toleranceSeconds = 300, ...webhook }: SignedWebhook): InboundWebhook {
  return {
    ...webhook,
    verify: (delivery): InboundVerdict => {
      const proof = proofOf(delivery)
      if (typeof proof === 'string') return { verdict: 'rejected', reason: proof }
      const signedWith = goodSecrets(secrets, delivery.now).find(({ secret }) => {
        const expected = proof.expected(secret)
        return proof.given.some((given) => isSame(given, expected))
      })
      if (signedWith === undefined) return { verdict: 'rejected', reason: 'bad-signature' }
      // Only what is genuine is told that it is late: a forged one learns nothing of our clock.
      if (proof.signedAt !== undefined && !isWithin(proof.signedAt, delivery.now, toleranceSeconds))
        return { verdict: 'rejected', reason: 'stale' }
      return understood(itemsOf(delivery), signedWith.version)
    },
  }
}

export function understood(items: readonly InboundItem[] | undefined, secretVersion: number): InboundVerdict {
  return items === undefined ? { verdict: 'unparseable', secretVersion } : { verdict: 'genuine', items, secretVersion }
}

export function isWithin(signedAt: Date, now: Date, toleranceSeconds: number): boolean {
  return Math.abs(now.getTime() - signedAt.getTime()) <= toleranceSeconds * 1000
}

/** `t=1760000000,v1=ab…` and the like: one value a name. Undefined where a name is missing or stands twice. */
export function readParts<N extends string>(header: string | null, ...names: readonly N[]): Record<N, string> | undefined {
  const pairs = (header ?? '').split(',').map((part) => part.trim().split('='))
  const values = names.map((name) => pairs.filter(([found]) => found === name).map(([, value]) => value ?? ''))
  if (!values.every((one) => one.length === 1)) return undefined
  return recordOf(
    names,
    values.map(([value]) => value ?? ''),
  )
}

/** Object.fromEntries forgets which names there were. */
function recordOf<N extends string>(names: readonly N[], values: readonly string[]): Record<N, string> {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])) as Record<N, string>
}

/** Seconds or milliseconds since 1970 as the vendor wrote them; undefined for anything but digits. */
export function instantOf(text: string, unit: 'seconds' | 'milliseconds'): Date | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined
  const at = new Date(Number(text) * (unit === 'seconds' ? 1000 : 1))
  return Number.isNaN(at.getTime()) ? undefined : at
}
