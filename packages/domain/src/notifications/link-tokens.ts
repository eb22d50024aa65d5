import type { Signer } from '@mas/kernel/ports/signer'
import { MailingList } from '@mas/contracts/notifications'
import { Id } from '@mas/contracts/core'
import { z } from 'zod'

/** Short names: the token stands in a header line. `h` address hash, `l` list, `u` user, `i` issued (epoch seconds). */
const Unsubscribe = z.strictObject({ h: z.string().regex(/^[0-9a-f]{64}$/), l: MailingList, i: z.int() })
const Preferences = z.strictObject({ u: Id, i: z.int() })

const unsubscribePurpose = 'notifications.unsubscribe'
const preferencesPurpose = 'notifications.preferences'

export function unsubscribeToken(signer: Signer, of: { addressHash: string; list: MailingList; now: Date }): string {
  return tokenOf(signer, unsubscribePurpose, { h: of.addressHash, l: of.list, i: secondsOf(of.now) })
}
/** Undefined for anything that is not a token of ours. Tokens do not expire: old mails must stay leavable. */
export function readUnsubscribeToken(signer: Signer, token: string): { addressHash: string; list: MailingList } | undefined {
  const read = Unsubscribe.safeParse(payloadOf(signer, unsubscribePurpose, token))
  return read.success ? { addressHash: read.data.h, list: read.data.l } : undefined
}

export function preferencesToken(signer: Signer, of: { userId: string; now: Date }): string {
  return tokenOf(signer, preferencesPurpose, { u: of.userId, i: secondsOf(of.now) })
}
export function readPreferencesToken(signer: Signer, token: string): string | undefined {
  const read = Preferences.safeParse(payloadOf(signer, preferencesPurpose, token))
  return read.success ? read.data.u : undefined
}

function tokenOf(signer: Signer, purpose: string, payload: object): string {
  const body = Buffer.from(JSON.stringify(payload))
  return `v1.${body.toString('base64url')}.${Buffer.from(signer.sign(purpose, body)).toString('base64url')}`
}

function payloadOf(signer: Signer, purpose: string, token: string): unknown {
  const [, body, signature] = /^v1\.([\w-]+)\.([\w-]+)$/.exec(token) ?? []
  if (body === undefined || signature === undefined) return undefined
  const bytes = Buffer.from(body, 'base64url')
  if (!signer.verify(purpose, bytes, Buffer.from(signature, 'base64url'))) return undefined
  const parsed: unknown = JSON.parse(bytes.toString())
  return parsed
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1_000)
}
