import type { Challenge } from '@mas/contracts/identity'
import { findChallenge, insertChallenge, spendTry, type ChallengeRow } from '@mas/db/identity'
import { enqueue, fail, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { identityJobs } from './jobs.ts'
import { addressMac, codeMac, newCode, newSecret, sameBytes } from './secrets.ts'

/** Of a domain above, for people without an account: `public:hire-apply`. */
export type PublicPurpose = `public:${string}`
type Purpose =
  | PublicPurpose
  | 'verify-email'
  | 'reset-password'
  | 'sign-in'
  | 'link-google'
  | 'step-up'
  | 'second-factor'
  | 'change-email'
  | 'verify-phone'
  | 'passkey-sign-in'
  | 'add-passkey'
  | 'passkey-step-up'
/** Answered by an authenticator or an app: no code was sent, so none can be sent again. */
export const silentPurposes: readonly string[] = ['second-factor', 'passkey-sign-in', 'add-passkey', 'passkey-step-up']
/** What only the mailbox of a person answers: worth nothing once it is another mailbox. */
export const mailedPurposes = ['reset-password', 'sign-in', 'link-google', 'step-up', 'change-email'] as const
/** What a new password makes worthless: sign-ins begun with the old one, and codes that would replace the new one. */
export const passwordPurposes = ['sign-in', 'second-factor', 'reset-password'] as const
export const codeLifeMs = 10 * 60_000
export const resendAfterMs = 60_000
const challengeLifeMs = (purpose: Purpose) => (purpose === 'verify-email' ? 24 * 3_600_000 : 15 * 60_000)

interface Asked {
  readonly purpose: Purpose
  /** How the code gets there; by mail unless said otherwise. */
  readonly channel?: 'email' | 'sms' | 'whatsapp'
  readonly address: string
  /** Undefined makes a decoy: it looks the same and nobody can complete it. */
  readonly userId: string | undefined
  readonly pendingPassword?: string
  readonly payload?: Readonly<Record<string, string>>
}

/** What a challenge carries besides its code: texts only. */
const Facts = z.record(z.string(), z.string())

/** Part: makes a code and has it mailed. A decoy costs the same work and mails nothing. */
export async function openChallenge(
  t: TxCtx,
  { purpose, channel = 'email', address, userId, pendingPassword, payload }: Asked,
): Promise<Challenge> {
  const now = t.clock.now()
  const id = newId(now.getTime())
  const code = newCode()
  const codeExpiresAt = new Date(now.getTime() + codeLifeMs)
  await insertChallenge(t.tx, {
    id,
    purpose,
    channel,
    platform: t.platform,
    userId: userId ?? null,
    addressMac: addressMac(t, address),
    codeMac: codeMac(t, id, code),
    sealedCode: t.infra.keys.seal('identity.code', code, id),
    pendingPassword: userId === undefined ? null : (pendingPassword ?? null),
    payload: payload === undefined ? null : t.infra.keys.seal('identity.challenge', JSON.stringify(payload), id),
    now,
    codeExpiresAt,
    expiresAt: new Date(now.getTime() + challengeLifeMs(purpose)),
  })
  await enqueue(t, identityJobs.sendNotice, { kind: noticeOf(purpose), challengeId: id, sends: 1, platform: t.platform })
  return { challengeId: id, codeExpiresAt: codeExpiresAt.toISOString(), resendAt: new Date(now.getTime() + resendAfterMs).toISOString() }
}

export function noticeOf(purpose: string): 'code' | 'reset-code' {
  return purpose === 'reset-password' ? 'reset-code' : 'code'
}

interface Carried {
  readonly facts: Readonly<Record<string, string>>
}
type Proven = ChallengeRow & Carried & { readonly userId: string }

/** Part: a challenge that no mail answers: the person has what completes it. */
export async function openSilently(
  t: TxCtx,
  { purpose, address, userId, payload }: Omit<Asked, 'channel' | 'pendingPassword'>,
): Promise<string> {
  const now = t.clock.now()
  const id = newId(now.getTime())
  const expiresAt = new Date(now.getTime() + challengeLifeMs(purpose))
  await insertChallenge(t.tx, {
    id,
    purpose,
    channel: 'email',
    platform: t.platform,
    userId: userId ?? null,
    addressMac: addressMac(t, address),
    codeMac: codeMac(t, id, newSecret('mgs')),
    sealedCode: null,
    pendingPassword: null,
    payload: t.infra.keys.seal('identity.challenge', JSON.stringify(payload ?? {}), id),
    now,
    codeExpiresAt: expiresAt,
    expiresAt,
  })
  return id
}

/**
 * Spends a try in a transaction of its own, then compares in constant time: parallel guesses compare five times in
 * all, and a verb that fails later gives no try back. The caller consumes the challenge inside its transaction.
 */
export async function proveCode(ctx: Ctx, purposes: readonly Purpose[], challengeId: string, code: string): Promise<Proven> {
  const challenge = await spendChallenge(ctx, purposes, challengeId)
  const { userId } = challenge
  if (!sameBytes(codeMac(ctx, challengeId, code), challenge.codeMac) || userId === null)
    throw fail('identity.code-invalid', { attemptsLeft: 5 - challenge.attempts })
  return { ...challenge, userId }
}

/**
 * Whoever names an open challenge has been counted when it was opened, and has five tries; a network pays for the
 * others, who guess at challenges.
 */
export async function takeRateUnlessOpen(ctx: Ctx, challengeId: string): Promise<void> {
  const found = await findChallenge(ctx.db, challengeId)
  const isOpen = found !== undefined && found.consumedAt === null && found.attempts < 5 && found.expiresAt > ctx.clock.now()
  if (!isOpen) await ctx.infra.takeRate(ctx, { rate: 'auth' })
}

/** Spends one of the five tries of a challenge of these purposes, and answers what it carries. */
export async function spendChallenge(ctx: Ctx, purposes: readonly Purpose[], challengeId: string): Promise<ChallengeRow & Carried> {
  const now = ctx.clock.now()
  const challenge = await spendTry(ctx.db, challengeId, purposes, now)
  if (challenge === undefined) {
    const found = await findChallenge(ctx.db, challengeId)
    const onlyLate =
      found !== undefined && found.consumedAt === null && found.attempts < 5 && found.expiresAt > now && found.codeExpiresAt <= now
    throw fail(onlyLate ? 'identity.code-expired' : 'identity.challenge-dead')
  }
  return { ...challenge, facts: factsOf(ctx, challenge) }
}

/** What a challenge carries besides its code. */
export function factsOf(ctx: Ctx, challenge: Pick<ChallengeRow, 'id' | 'payload'>): Readonly<Record<string, string>> {
  const text = challenge.payload === null ? undefined : ctx.infra.keys.open('identity.challenge', challenge.payload, challenge.id)
  return text === undefined ? {} : Facts.parse(JSON.parse(text))
}
