import { createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import type { AuditKeys } from '@mas/kernel'
import { openBytes, sealBytes } from '@mas/kernel/seal-bytes'

/** PKCS #8 frame of an Ed25519 seed (RFC 8410). */
const seedFrame = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The audit log's keys over the root secrets of the deployment, oldest first: the last one wraps and signs, the others
 * still unwrap. The position in the list is the version stored with what was wrapped, so the list only grows.
 */
export function auditKeys(rootSecrets: readonly Uint8Array[]): AuditKeys {
  const derived = (root: Uint8Array, purpose: string) =>
    Buffer.from(hkdfSync('sha256', root, new Uint8Array(0), `mas-audit-${purpose}-v1`, 32))
  const wrapping = rootSecrets.map((root) => derived(root, 'wrap'))
  const signing = rootSecrets.map((root) =>
    createPrivateKey({ key: Buffer.concat([seedFrame, derived(root, 'anchor')]), format: 'der', type: 'pkcs8' }),
  )
  const signingKey = signing.at(-1)
  if (signingKey === undefined || rootSecrets.some((root) => root.length < 32))
    throw new Error('the audit log needs root secrets of at least 32 bytes')
  const publicKeys = signing.map((key) => createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'))
  const version = wrapping.length
  return {
    wrap: (dataKey, subjectId) => Buffer.concat([Buffer.of(version), sealBytes(keyOf(version), dataKey, subjectId)]),
    unwrap: (wrapped, subjectId) => {
      const key = wrapping[(wrapped[0] ?? 0) - 1]
      return key === undefined ? undefined : openBytes(key, wrapped.subarray(1), subjectId)
    },
    sign: (message) => sign(null, Buffer.from(message), signingKey),
    version,
    publicKey: (wanted) => publicKeys[wanted - 1],
  }

  function keyOf(wanted: number): Uint8Array {
    const key = wrapping[wanted - 1]
    if (key === undefined) throw new Error('there is no such wrapping key')
    return key
  }
}
