import { randomBytes } from 'node:crypto'
import { countFactors, replaceRecoveryCodes } from '@mas/db/identity'
import type { TxCtx } from '@mas/kernel'
import { hashOf } from './secrets.ts'
import { base32 } from './totp-rules.ts'

const howMany = 10
const codeBytes = 15

/** Part: ten new recovery codes of 120 bits, told once and kept as hashes; older ones stop working. */
export async function issueRecoveryCodes(t: TxCtx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, () => base32(randomBytes(codeBytes)))
  await replaceRecoveryCodes(t.tx, userId, codes.map(hashOf), t.clock.now())
  return codes.map((code) => code.replace(/(.{6})(?=.)/g, '$1-'))
}

/** Part: with the last second factor its recovery codes go. */
export async function dropIdleCodes(t: TxCtx, userId: string): Promise<void> {
  const { totp, passkeys } = await countFactors(t.tx, userId)
  if (!totp && passkeys === 0) await replaceRecoveryCodes(t.tx, userId, [], t.clock.now())
}

/** However it was copied from paper. */
export function recoveryHash(typed: string): Uint8Array {
  return hashOf(typed.replace(/[\s-]/g, '').toUpperCase())
}
