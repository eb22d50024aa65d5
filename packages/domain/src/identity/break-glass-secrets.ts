import { randomBytes } from 'node:crypto'
import type { Ctx, TxCtx } from '@mas/kernel'
import { hashOf } from './secrets.ts'
import { base32 } from './totp-rules.ts'

const purpose = 'identity.break-glass'
const letters = 26

/** 26 base32 letters are 130 random bits; in groups, because a person will type them in a bad hour. */
export function newPhrase(): string {
  return base32(randomBytes(17))
    .slice(0, letters)
    .replace(/(.{5})(?=.)/g, '$1-')
}

/** However it was copied from paper. Nothing to guess in 130 bits, so a plain hash is enough. */
export function phraseHash(typed: string): Uint8Array {
  return hashOf(`break-glass:${typed.replace(/[\s-]/g, '').toUpperCase()}`)
}

export function sealEmergencySecret(t: TxCtx, credentialId: string, secret: Uint8Array): Uint8Array {
  return t.infra.keys.seal(purpose, Buffer.from(secret).toString('base64'), credentialId)
}
export function openEmergencySecret({ infra }: Ctx, credentialId: string, sealed: Uint8Array): Uint8Array {
  const plain = infra.keys.open(purpose, sealed, credentialId)
  if (plain === undefined) throw new Error('the emergency secret does not open')
  return Buffer.from(plain, 'base64')
}
