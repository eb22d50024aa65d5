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

/** Whether an object has a row that wants it: in its place always, beside it only while a picture is being made of it. */
export function isWanted(key: string, owner: KeyOwner | undefined): boolean {
  if (owner === undefined) return false
  if (key === owner.storage_key) return owner.state !== 'purged' && owner.state !== 'rejected' && owner.state !== 'expired'
  return beforeStored.has(owner.state)
}

/** The key of the row that an object belongs to. */
export function ownerKey(key: string): string {
  return key.endsWith('.raw') ? key.slice(0, -'.raw'.length) : key
}
