import { z } from 'zod'
import { Cursor, Id, Instant, pageInput, pageOf } from '../core/index.ts'

export const ChainHead = z.object({ no: z.int(), seq: z.int(), head: z.string().meta({ description: 'Hex' }) })
export type ChainHead = z.infer<typeof ChainHead>

const anchor = {
  day: z.iso.date().meta({ description: 'The day it closes, Asia/Kolkata' }),
  digest: z.string().meta({ description: 'SHA-256 over the canonical JSON of the heads, hex' }),
  signature: z.string().meta({ description: 'Ed25519 over `mas-audit-anchor-v1:<day>:<digest>`, base64' }),
}
export const Anchor = z.object({
  ...anchor,
  state: z.enum(['computed', 'late', 'published']),
  computedAt: Instant,
  publishedAt: Instant.nullable(),
  receipt: z.string().nullable(),
})
export const ListAnchorsInput = z.strictObject({ ...pageInput, cursor: Cursor.optional() })
export const ListAnchorsOutput = pageOf(Anchor)

export const ProveEntryInput = z.strictObject({ id: Id })
/** Everything a third party needs to check, without us, that an entry was there when a day was closed. */
export const EntryProof = z.object({
  body: z.string(),
  chain: z.int(),
  seq: z.int(),
  previousHead: z.string(),
  hash: z.string().meta({ description: 'SHA-256(previousHead, seq as 8 bytes big-endian, SHA-256(body)), hex' }),
  path: z.array(z.string()).meta({ description: 'SHA-256 of the bodies that follow in the chain, up to the anchored head, hex' }),
  anchor: z.object({ ...anchor, heads: z.array(ChainHead) }),
  publicKey: z.string().meta({ description: 'Ed25519, SPKI DER, base64' }),
})
export type EntryProof = z.infer<typeof EntryProof>
