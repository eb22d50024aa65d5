import type { ArchiveLimits } from './purposes.ts'
import { memberBytes } from './unpack-member.ts'
import { readZipMembers, type ZipMember } from './zip-members.ts'

/** Small archives may pack well without being bombs. */
const freeBytes = 1024 * 1024

/**
 * The members of an archive that is safe to unpack: each is unpacked here and held to what the directory claims, so a
 * lie about sizes is found whatever the directory says. Nothing is kept.
 */
export async function safeMembers(file: Blob, limits: ArchiveLimits): Promise<readonly ZipMember[] | undefined> {
  const members = await readZipMembers(file, limits)
  if (members === undefined) return undefined
  const claimed = members.reduce((sum, member) => sum + member.unpackedBytes, 0)
  if (claimed > Math.max(freeBytes, file.size * limits.maxRatio)) return undefined
  for (const member of members) if (!(await isAsClaimed(file, member))) return undefined
  return members
}

async function isAsClaimed(file: Blob, member: ZipMember): Promise<boolean> {
  try {
    const bytes = await memberBytes(file, member)
    if (bytes === undefined) return false
    let size = 0
    for await (const piece of bytes) {
      size += piece.length
      if (size > member.unpackedBytes) return false
    }
    return size === member.unpackedBytes
  } catch {
    return false // damaged: what cannot be unpacked is not safe
  }
}

/** A member's text, as far as `maxBytes`. */
export async function memberText(file: Blob, member: ZipMember, maxBytes: number): Promise<string> {
  const bytes = await memberBytes(file, member)
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes ?? []) {
    pieces.push(piece)
    size += piece.length
    if (size >= maxBytes) break
  }
  return Buffer.concat(pieces).subarray(0, maxBytes).toString('utf8')
}
