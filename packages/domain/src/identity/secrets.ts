import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Ctx, TxCtx } from '@mas/kernel'

/** 256 random bits; the prefix tells people and secret scanners what they found. */
export function newSecret(prefix: 'mrt' | 'mdp' | 'min' | 'mgt' | 'mgs' | 'mso'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`
}

/** High-entropy secrets are stored as a plain hash: there is nothing to guess. */
export function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}

export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0')
}

/** A code is worth something for its own challenge only. */
export function codeMac(ctx: Ctx | TxCtx, challengeId: string, code: string): Uint8Array {
  return ctx.infra.keys.mac('identity.code', challengeId, code)
}

/** What an address is called in tables that must not name anybody. */
export function addressMac(ctx: Ctx | TxCtx, address: string): Uint8Array {
  return ctx.infra.keys.mac('identity.address', address)
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** S256 of PKCE. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/**
 * One keyed byte of a password: which of several waiting sign-ups it may belong to, so that a sign-in hashes once
 * however many there are. A byte tells next to nothing about the password, even to somebody who holds the key.
 */
export function passwordHint(ctx: Ctx | TxCtx, password: string): string {
  return Buffer.from(ctx.infra.keys.mac('identity.password-hint', password)).toString('hex').slice(0, 2)
}
