import { createHash, createPublicKey, verify } from 'node:crypto'
import type { ChainHead, EntryProof } from '@mas/contracts/audit'
import type { AuditKeys } from '@mas/kernel'
import { canonicalJson } from './canonical-json.ts'

type Bytes = Uint8Array
export const sha256 = (...parts: readonly (Bytes | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

/** SHA-256(previous head, seq as 8 bytes big-endian, SHA-256(body)), hex in and out. */
export function linkOf(previous: string, seq: number, bodyDigest: Bytes): string {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(seq))
  return sha256(Buffer.from(previous, 'hex'), number, bodyDigest).toString('hex')
}

export function headsDigest(heads: readonly ChainHead[]): string {
  return sha256(canonicalJson(heads)).toString('hex')
}

/** What is signed for a day: the day is part of it, so that one day's anchor cannot stand for another's. */
export function anchorMessage(day: string, digest: string): string {
  return `mas-audit-anchor-v1:${day}:${digest}`
}

export function isSignedBy(publicKey: string, message: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64'))
}

/** The key that an anchor must verify with; undefined where its root secret is not configured. */
export function anchorKey(keys: AuditKeys, anchor: { readonly key_version: number | null }): string | undefined {
  return keys.publicKey(anchor.key_version ?? 1)
}

/** Checks a proof with nothing but what it holds: what an outside auditor does, in a few lines. */
export function isProofSound({ body, previousHead, seq, chain, hash, path, anchor, publicKey }: EntryProof): boolean {
  if (linkOf(previousHead, seq, sha256(body)) !== hash) return false
  const reached = path.reduce((head, digest, index) => linkOf(head, seq + index + 1, Buffer.from(digest, 'hex')), hash)
  const anchored = anchor.heads.find((head) => head.no === chain)
  if (anchored === undefined || anchored.seq !== seq + path.length || anchored.head !== reached) return false
  return headsDigest(anchor.heads) === anchor.digest && isSignedBy(publicKey, anchorMessage(anchor.day, anchor.digest), anchor.signature)
}
