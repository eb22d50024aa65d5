import type { FilePurpose } from '@mas/contracts/files'
import type { UploadRow } from '@mas/db/files'
import { fail, type AppError, type Ctx } from '@mas/kernel'
import { contentType, type FoundContent } from './content-type.ts'
import { arrivalKey } from './create-ticket.ts'
import { hashOf } from './hash-of.ts'

/** Larger files are read to their end by a job, not while their sender waits. */
const readAtOnce = 32 * 1024 * 1024

export type Inspected = (FoundContent & { readonly sha256: string | undefined }) | { readonly refusal: AppError }

/** Size, hash, kind and structure of bytes that have arrived. */
export async function inspect(ctx: Ctx, row: UploadRow, purpose: FilePurpose, maxBytes: number): Promise<Inspected> {
  const file = await ctx.ports.fileStore.open(arrivalKey(row))
  // The row never says `stored` for bytes that were not found again.
  if (file === undefined) throw fail('files.not-uploaded')
  if (file.size > maxBytes) return { refusal: fail('files.too-large', { maxBytes }) }
  if (file.size !== row.size || (row.declared_size !== null && file.size !== row.declared_size))
    return { refusal: fail('files.size-mismatch') }
  const sha256 = row.sha256 ?? (file.size <= readAtOnce ? (await hashOf(file.stream())).sha256 : undefined)
  if (sha256 !== undefined && row.declared_sha256 !== null && row.declared_sha256 !== sha256)
    return { refusal: fail('files.hash-mismatch') }
  const found = await contentType(file, purpose, row.name)
  return 'problem' in found ? { refusal: fail(found.problem, found.details) } : { ...found, sha256 }
}
