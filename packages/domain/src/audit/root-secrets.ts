import { sampledAnchors, sampledSubjectKeys } from '@mas/db/audit'
import type { Ctx } from '@mas/kernel'
import { anchorKey, anchorMessage, isSignedBy } from './proof-rules.ts'
import { keysOf } from './subject-keys.ts'

/**
 * What is wrong with the list of root secrets of this process, seen from what the database holds; empty where it fits.
 * One row that does not open is a matter for the verifier: a version is wrong where nothing of it opens.
 */
export async function rootSecretProblems(ctx: Ctx): Promise<string[]> {
  const keys = keysOf(ctx)
  const opened = new Map<number, boolean>()
  const note = (version: number, opens: boolean) => opened.set(version, opens || opened.get(version) === true)
  for (const anchor of await sampledAnchors(ctx.db)) {
    const publicKey = anchorKey(keys, anchor)
    const isOurs = publicKey !== undefined && isSignedBy(publicKey, anchorMessage(anchor.day, anchor.digest), anchor.signature)
    note(anchor.key_version ?? 1, isOurs)
  }
  for (const { subject_id: id, wrapped_key: text } of await sampledSubjectKeys(ctx.db)) {
    const wrapped = Buffer.from(text ?? '', 'base64')
    note(wrapped[0] ?? 0, keys.unwrap(wrapped, id) !== undefined)
  }
  return [...opened]
    .filter(([, opens]) => !opens)
    .toSorted(([a], [b]) => a - b)
    .map(([version]) =>
      version > keys.version
        ? `the database holds what root secret ${version} sealed, and the list has only ${keys.version}: earlier ones are missing from MAS_SECRET_PREVIOUS`
        : `nothing opens that root secret ${version} sealed: another secret stands in its place, oldest first in MAS_SECRET_PREVIOUS, MAS_SECRET last`,
    )
}
