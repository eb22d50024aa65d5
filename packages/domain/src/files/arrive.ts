import type { FinishUploadInput } from '@mas/contracts/files'
import { setParts, type UploadRow } from '@mas/db/files'
import { fail, inTx, type Ctx } from '@mas/kernel'
import type { StoredPart } from '@mas/kernel/ports/object-store'
import type { z } from 'zod'
import { arrivalKey } from './create-ticket.ts'
import type { HeldFile } from './held-ticket.ts'
import { landed } from './landed.ts'
import { reject } from './reject.ts'

type NamedParts = z.output<typeof FinishUploadInput>['parts']

/**
 * Finds out that announced bytes are there: those that went straight to the store, those whose sender or receiver died
 * before it was written down, and parts, which become one object here. Answers the row as it is then.
 */
export async function arrive(ctx: Ctx, held: HeldFile, named: NamedParts): Promise<UploadRow> {
  const { row } = held
  if (ctx.clock.now() >= held.expiresAt) throw fail('files.upload-expired')
  if (row.method === 'multipart') await joinParts(ctx, held, named)
  const facts = await ctx.ports.fileStore.stat(arrivalKey(row))
  if (facts === undefined) throw fail('files.not-uploaded')
  return landed(ctx, row, facts.size, facts.sha256)
}

/** Which parts make the file is written down first, so that after an unknown outcome the same ones are looked for. */
async function joinParts(ctx: Ctx, { row, maxBytes }: HeldFile, named: NamedParts): Promise<void> {
  const { storage_upload_id: uploadId, storage_key: key, parts: earlier } = row
  if (uploadId === null) throw fail('files.not-uploaded')
  const { parts } = ctx.ports.fileStore
  const arrived = await parts.list(key, uploadId)
  if (arrived === undefined && earlier === null) throw fail('files.upload-expired')
  const chosen = arrived === undefined ? (earlier ?? []) : chooseParts(arrived, named)
  const size = chosen.reduce((sum, part) => sum + part.size, 0)
  if (size > maxBytes) {
    // Nothing of it is kept: the parts go, too.
    await reject(ctx, row.id, 'files.too-large')
    throw fail('files.too-large', { maxBytes })
  }
  if (row.declared_size !== null && size !== row.declared_size) throw fail('files.size-mismatch')
  await inTx(ctx, (t) => setParts(t.tx, row.id, chosen))
  const joined = await parts.complete(key, uploadId, chosen)
  if (joined === 'part-invalid') throw fail('files.part-invalid')
  if (joined === 'unknown-upload') throw fail('files.upload-expired')
}

function chooseParts(arrived: readonly StoredPart[], named: NamedParts): readonly StoredPart[] {
  if (arrived.length === 0) throw fail('files.not-uploaded')
  if (named === undefined) return arrived
  const plain = (etag: string) => etag.replaceAll('"', '')
  const chosen = named
    .toSorted((a, b) => a.n - b.n)
    .map(({ n, etag }) => arrived.find((part) => part.number === n && plain(part.etag) === plain(etag)))
  const known = chosen.flatMap((part) => (part === undefined ? [] : [part]))
  if (known.length !== named.length || new Set(known.map(({ number }) => number)).size !== named.length) throw fail('files.part-invalid')
  return known
}
