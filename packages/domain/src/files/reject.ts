import { fileRefused, FilePurpose } from '@mas/contracts/files'
import { findObject, markGivenUp } from '@mas/db/files'
import { emit, enqueue, fail, inTx, type AppError, type Ctx, type TxCtx } from '@mas/kernel'
import { deleteLater } from './delete-later.ts'
import { deleteBytes } from './jobs.ts'

/** Turns a file away for good: its bytes go, its row keeps why. */
export async function reject(ctx: Ctx, fileId: string, code: string): Promise<void> {
  const { direct } = ctx.ports.fileStore
  await inTx(ctx, async (t) => {
    if (!(await markGivenUp(t.tx, fileId, 'rejected', code, t.clock.now()))) return
    await tellRefused(t, fileId, code)
    await enqueue(t, deleteBytes, { fileId })
    if (direct !== undefined) await deleteLater(t, fileId)
  })
}

/** Its owner waits for it and would wait for ever. */
export async function tellRefused(t: TxCtx, fileId: string, reason: string): Promise<void> {
  const row = await findObject(t.tx, fileId)
  if (row === undefined) return
  const { purpose, owner_domain: ownerDomain, owner_ref: ownerRef } = row
  await emit(t, fileRefused, { fileId, purpose: FilePurpose.parse(purpose), ownerDomain, ownerRef, reason })
}

const codes = [
  'files.too-large',
  'files.size-mismatch',
  'files.hash-mismatch',
  'files.type-mismatch',
  'files.unsafe-archive',
  'files.image-too-large',
  'files.source-refused',
] as const

/** The refusal that a rejected row remembers. */
export function refusalOf(reason: string | null): AppError {
  return fail(codes.find((code) => code === reason) ?? 'files.upload-expired')
}
