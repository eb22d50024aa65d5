import { FinishUploadInput, StoredFile, fileStored, type FilePurpose } from '@mas/contracts/files'
import { findObject, markGivenUp, markStored, type ObjectRow } from '@mas/db/files'
import { emit, enqueue, fail, flow, inTx, type AppError, type Ctx } from '@mas/kernel'
import { contentType } from './content-type.ts'
import { heldFile } from './held-ticket.ts'
import { deleteBytes } from './jobs.ts'
import { purposes } from './purposes.ts'

const dayMs = 24 * 3_600_000

export const finishUpload = flow({
  verb: 'files.finish-upload',
  summary:
    'Checks the bytes that arrived (size, SHA-256, type found in the content) and stores the file; repeating it answers the same file.',
  permission: 'public',
  rate: 'public',
  refuses: [
    'files.ticket-invalid',
    'files.upload-expired',
    'files.not-uploaded',
    'files.size-mismatch',
    'files.hash-mismatch',
    'files.type-mismatch',
    'files.unsafe-archive',
  ],
  input: FinishUploadInput,
  output: StoredFile,
  run: async (ctx, { ticket }) => {
    const { row, purpose } = await heldFile(ctx, ticket)
    if (row.state === 'ticket') throw fail('files.not-uploaded')
    if (row.state !== 'uploaded') return storedFile(row)
    const checked = await check(ctx, row, purpose)
    if ('type' in checked) return store(ctx, row, purpose, checked.type)
    await inTx(ctx, async (t) => {
      if (await markGivenUp(t.tx, row.id, 'rejected', checked.refusal.code, t.clock.now()))
        await enqueue(t, deleteBytes, { fileId: row.id })
    })
    throw checked.refusal
  },
})

async function check(ctx: Ctx, row: ObjectRow, purpose: FilePurpose): Promise<{ type: string } | { refusal: AppError }> {
  const file = await ctx.ports.fileStore.open(row.storage_key)
  // The row never says `stored` for bytes that were not found again.
  if (file === undefined) throw fail('files.not-uploaded')
  if (file.size !== row.size || (row.declared_size !== null && file.size !== row.declared_size))
    return { refusal: fail('files.size-mismatch') }
  if (row.declared_sha256 !== null && row.declared_sha256 !== row.sha256) return { refusal: fail('files.hash-mismatch') }
  const found = await contentType(file, purpose, row.name)
  return 'problem' in found ? { refusal: fail(found.problem) } : found
}

async function store(ctx: Ctx, row: ObjectRow, purpose: FilePurpose, type: string): Promise<StoredFile> {
  // No scanner is wired for this purpose, which is what `unscannable` says.
  const verdict = 'unscannable'
  await inTx(ctx, async (t) => {
    const now = t.clock.now()
    const retainUntil = new Date(now.getTime() + purposes[purpose].keepDays * dayMs)
    if (!(await markStored(t.tx, row.id, { type, verdict, retainUntil, now }))) return
    await emit(t, fileStored, {
      fileId: row.id,
      purpose,
      ownerDomain: row.owner_domain,
      ownerRef: row.owner_ref,
      verdict,
      type,
      size: row.size ?? 0,
    })
  })
  return storedFile(await findObject(ctx.db, row.id))
}

function storedFile(row: ObjectRow | undefined): StoredFile {
  if (row?.state !== 'stored') throw fail('files.upload-expired')
  const { id, state, name, type, size, sha256, verdict } = row
  return StoredFile.parse({ fileId: id, state, name, type, size, sha256, verdict })
}
