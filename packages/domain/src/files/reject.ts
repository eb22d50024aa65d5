import { markGivenUp } from '@mas/db/files'
import { enqueue, fail, inTx, type AppError, type Ctx } from '@mas/kernel'
import { deleteLater } from './delete-later.ts'
import { deleteBytes } from './jobs.ts'

/** Turns a file away for good: its bytes go, its row keeps why. */
export async function reject(ctx: Ctx, fileId: string, code: string): Promise<void> {
  const { direct } = ctx.ports.fileStore
  await inTx(ctx, async (t) => {
    if (!(await markGivenUp(t.tx, fileId, 'rejected', code, t.clock.now()))) return
    await enqueue(t, deleteBytes, { fileId })
    if (direct !== undefined) await deleteLater(t, fileId)
  })
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
