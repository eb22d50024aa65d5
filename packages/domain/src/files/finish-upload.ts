import { FinishUploadInput, StoredFile, type FilePurpose } from '@mas/contracts/files'
import { findUpload, markScanning, releaseCheck, type ObjectRow, type UploadRow } from '@mas/db/files'
import { enqueue, fail, flow, inTx, isRetryable, type Ctx } from '@mas/kernel'
import { arrive } from './arrive.ts'
import { checkObject, leaseMs, verdictUnseen } from './check-object.ts'
import { isReencoded } from './create-ticket.ts'
import { heldFile } from './held-ticket.ts'
import { inspect } from './inspect.ts'
import { checkJobs } from './jobs.ts'
import { purposes } from './purposes.ts'
import { reject, refusalOf } from './reject.ts'
import { readBack, settle } from './settle.ts'

export const finishUpload = flow({
  verb: 'files.finish-upload',
  summary:
    'Checks the bytes that arrived (size, SHA-256, type found in the content) and stores the file; while the virus scanner is asked it is `scanning`. Repeating it answers the same file.',
  permission: 'public',
  rate: 'public',
  refuses: [
    'files.ticket-invalid',
    'files.upload-expired',
    'files.not-uploaded',
    'files.part-invalid',
    'files.too-large',
    'files.size-mismatch',
    'files.hash-mismatch',
    'files.type-mismatch',
    'files.unsafe-archive',
    'files.image-too-large',
    'files.gone',
    'files.store-unavailable',
  ],
  input: FinishUploadInput,
  output: StoredFile,
  run: async (ctx, { ticket, parts }) => {
    const held = await heldFile(ctx, ticket)
    const row = held.row.state === 'ticket' ? await arrive(ctx, held, parts) : held.row
    if (row.state === 'uploaded') await admit(ctx, row, held.purpose, held.maxBytes)
    return fileAnswer(await settledSoon(ctx, row.id))
  },
})

/** From `uploaded` to `scanning`, and on to the end where that takes no time. Of several callers one does it. */
export async function admit(ctx: Ctx, row: UploadRow, purpose: FilePurpose, maxBytes: number): Promise<void> {
  const found = await inspect(ctx, row, purpose, maxBytes)
  if ('refusal' in found) {
    await reject(ctx, row.id, found.refusal.code)
    throw found.refusal
  }
  const { type, sha256 } = found
  const job = checkJobs[purposes[purpose].queue]
  const made = sha256 === undefined || isReencoded(row.purpose) ? undefined : { size: row.size ?? 0, sha256, uploadSha256: sha256 }
  const unseen = made === undefined ? undefined : await verdictUnseen(ctx, row)
  if (made !== undefined) await readBack(ctx, row.storage_key, made)
  const isMine = await inTx(ctx, async (t) => {
    const leaseUntil = made === undefined ? undefined : new Date(t.clock.now().getTime() + leaseMs)
    if (!(await markScanning(t.tx, row.id, { ...found, leaseUntil }))) return false
    if (made === undefined) await enqueue(t, job, { fileId: row.id })
    if (made !== undefined && unseen !== undefined) await settle(t, { ...row, type }, made, unseen)
    return true
  })
  if (isMine && made !== undefined && unseen === undefined) await checkAtOnce(ctx, row.id, job)
}

/** What the scanner cannot say now is left to the job; the sender has done its part. */
async function checkAtOnce(ctx: Ctx, fileId: string, job: (typeof checkJobs)[keyof typeof checkJobs]): Promise<void> {
  try {
    await checkObject(ctx, fileId)
    await inTx(ctx, (t) => releaseCheck(t.tx, fileId))
  } catch (thrown) {
    if (!isRetryable(thrown)) throw thrown
    ctx.log.warn('a file waits for its check', { fileId, reason: thrown instanceof Error ? thrown.message : 'unknown' })
    await inTx(ctx, async (t) => {
      await releaseCheck(t.tx, fileId)
      await enqueue(t, job, { fileId })
    })
  }
}

/** While somebody has the check in hand it is mostly over in a moment: the second of two callers waits for the first. */
async function settledSoon(ctx: Ctx, fileId: string): Promise<ObjectRow | undefined> {
  for (let looks = 1; ; looks += 1) {
    const row = await findUpload(ctx.db, fileId)
    const isInHand = row?.state === 'scanning' && row.checking_until !== null && row.checking_until > ctx.clock.now()
    if (!isInHand || looks === mostLooks) return row
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}
const mostLooks = 30
const lookMs = 50

function fileAnswer(row: ObjectRow | undefined): StoredFile {
  if (row === undefined) throw fail('files.ticket-invalid')
  if (row.state === 'rejected') throw refusalOf(row.reject_reason)
  if (row.state === 'deleted' || row.state === 'purged') throw fail('files.gone')
  if (row.state === 'expired' || row.state === 'ticket') throw fail('files.upload-expired')
  const { id, state, name, size, sha256, verdict } = row
  return StoredFile.parse({ fileId: id, state, name, type: row.type ?? row.declared_type, size, sha256, verdict })
}
