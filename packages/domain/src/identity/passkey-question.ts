import type { PasskeyCreation, PasskeyRequest } from '@mas/contracts/identity'
import { passkeysOf, type PasskeyRow, type UserRow } from '@mas/db/identity'
import type { Ctx, PasskeyQuestion, TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { passkeySites } from './settings.ts'

const timeoutMs = 5 * 60_000
/** COSE: ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257]

/** What an authenticator is asked to sign: made from the challenge's id by a key of ours, so nothing has to be kept. */
export async function questionOf(ctx: Ctx | TxCtx, challengeId: string): Promise<PasskeyQuestion & { readonly name: string }> {
  const site = (await readSetting(ctx, passkeySites))[ctx.platform]
  return { ...site, challenge: Buffer.from(ctx.infra.keys.mac('identity.passkey', challengeId)).toString('base64url') }
}

/** Asks for one of these passkeys, or for any of this site where none are named. */
export async function requestFor(ctx: Ctx | TxCtx, challengeId: string, userId?: string): Promise<PasskeyRequest> {
  const { challenge, rpId } = await questionOf(ctx, challengeId)
  const allowCredentials = userId === undefined ? [] : (await passkeysHere(ctx, userId, rpId)).map(descriptorOf)
  return { challenge, rpId, timeout: timeoutMs, allowCredentials, userVerification: 'required' }
}

/** Asks for a new passkey, made by an authenticator that holds none of the person's yet. */
export async function creationFor(ctx: Ctx | TxCtx, challengeId: string, user: UserRow): Promise<PasskeyCreation> {
  const { challenge, rpId, name } = await questionOf(ctx, challengeId)
  return {
    challenge,
    rp: { id: rpId, name },
    user: { id: userHandleOf(user.id), name: user.email ?? user.phone ?? user.fullName, displayName: user.fullName },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: timeoutMs,
    excludeCredentials: (await passkeysHere(ctx, user.id, rpId)).map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
}

/** What authenticators call the person: the id, which tells nothing about them. */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url')
}

/** A passkey works on the site it was made for. */
async function passkeysHere(ctx: Ctx | TxCtx, userId: string, rpId: string): Promise<PasskeyRow[]> {
  return (await passkeysOf('tx' in ctx ? ctx.tx : ctx.db, userId)).filter((key) => key.rpId === rpId)
}
function descriptorOf({ credentialId, transports }: PasskeyRow): PasskeyRequest['allowCredentials'][number] {
  return { id: Buffer.from(credentialId).toString('base64url'), type: 'public-key', transports }
}
