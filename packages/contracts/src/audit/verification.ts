import { z } from 'zod'
import { Id, Instant, pageInput, pageOf } from '../core/index.ts'

/** Streams with a chain of their own. */
export const AuditStream = z.enum(['gst', 'break-glass'])
export type AuditStream = z.infer<typeof AuditStream>

export const ChainFault = z.object({
  chain: z.int().nullable().meta({ description: 'Null: an entry that hangs on no chain, or what is not in one' }),
  seq: z.int().nullable(),
  kind: z.enum(['edited', 'missing', 'reordered', 'head-mismatch', 'anchor-mismatch', 'key-mismatch']).meta({
    description:
      '`edited` body, hash or columns · `missing` entry, chain or archive · `reordered` exchanged, twice, or where none belongs · `head-mismatch` also: other heads than the last clean run found · `anchor-mismatch` other than what was signed, or than what lies in the store of anchors · `key-mismatch` a key of sealed values is gone or was altered, without an erasure',
  }),
})
export type ChainFault = z.infer<typeof ChainFault>

export const VerifyChainInput = z
  .strictObject({
    chain: z.int().min(0).max(31).optional().meta({ description: 'One of the 32 shared chains' }),
    stream: AuditStream.optional(),
    fromSeq: z.int().min(1).optional().meta({ description: 'First seq to check; by default everything that is online' }),
  })
  .refine((input) => input.chain === undefined || input.stream === undefined, { error: 'chain and stream exclude each other' })
  .refine((input) => input.fromSeq === undefined || input.chain !== undefined || input.stream !== undefined, {
    error: 'fromSeq needs a chain or a stream',
  })
export const VerifyChainOutput = z.object({
  verificationId: Id,
  checked: z.int().meta({ description: 'Entries whose link was recomputed' }),
  ok: z.boolean(),
  fault: ChainFault.nullable().meta({ description: 'The first fault' }),
  stores: z
    .enum(['agree', 'no-answer', 'not-asked'])
    .meta({ description: 'Whether what was published and archived was held against its store; only a check of everything asks' }),
})

export const Verification = z.object({
  id: Id,
  kind: z.enum(['chain', 'tail', 'all']),
  startedAt: Instant,
  finishedAt: Instant,
  entries: z.int(),
  result: z.enum(['ok', 'fault']),
  firstFault: ChainFault.nullable(),
})
export const ListVerificationsInput = z.strictObject(pageInput)
export const ListVerificationsOutput = pageOf(Verification)
