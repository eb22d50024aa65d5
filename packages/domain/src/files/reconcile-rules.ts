import { z } from 'zod'

/** What a comparison has found so far; kept with it, so that a run that died goes on. */
export const Found = z.object({
  objects: z.int().default(0),
  rows: z.int().default(0),
  orphans: z.int().default(0),
  missing: z.int().default(0),
  staleUploads: z.int().default(0),
  rehashed: z.int().default(0),
  hashMismatches: z.int().default(0),
  bytesByPurpose: z.record(z.string(), z.int()).default({}),
})
export type Found = z.output<typeof Found>

/** A row that a key may belong to. */
export interface KeyOwner {
  readonly storage_key: string
  readonly state: string
}

const beforeStored = new Set(['ticket', 'uploaded', 'scanning'])
const bytesMustGo = new Set(['purged', 'rejected', 'expired'])

/**
 * What an object is to its row: wanted in its place, and beside it while a picture is being made of it. A leftover's
 * row is there and has no use for it, so it must go; an orphan has nobody who could say so.
 */
export function standingOf(key: string, owner: KeyOwner | undefined): 'wanted' | 'leftover' | 'orphan' {
  if (owner === undefined) return 'orphan'
  const isInPlace = key === owner.storage_key
  return (isInPlace ? !bytesMustGo.has(owner.state) : beforeStored.has(owner.state)) ? 'wanted' : 'leftover'
}

/** The key of the row that an object belongs to. */
export function ownerKey(key: string): string {
  return key.endsWith('.raw') ? key.slice(0, -'.raw'.length) : key
}
