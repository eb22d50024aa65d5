import { FilePurpose } from '@mas/contracts/files'
import { findUpload, leaseCheck, releaseCheck, setHash, type UploadRow } from '@mas/db/files'
import { fail, inTx, toAppError, type Attempt, type Ctx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { arrivalKey, isReencoded } from './create-ticket.ts'
import { hashOf } from './hash-of.ts'
import { allowUnscanned } from './purpose-settings.ts'
import { reencode } from './reencode.ts'
import { reject } from './reject.ts'
import { readBack, settle } from './settle.ts'
import { decide, type Decision } from './verdict-rules.ts'

/** A check that is silent this long is taken up by somebody else. */
export const leaseMs = 2 * 60_000
const longLeaseMs = 60 * 60_000

/** The job: takes the file for itself, checks it, and lets go of it however that ends. */
export async function checkLeased(ctx: Ctx, fileId: string, attempt: Attempt): Promise<void> {
  const row = await findUpload(ctx.db, fileId)
  if (row?.state !== 'scanning') return
  const isLong = row.sha256 === null || row.purpose === 'recording'
  const isMine = await inTx(ctx, (t) => {
    const now = t.clock.now()
    return leaseCheck(t.tx, fileId, now, new Date(now.getTime() + (isLong ? longLeaseMs : leaseMs)))
  })
  // Somebody is at it: the sweep comes back should they not finish.
  if (!isMine) return
  try {
    await checkObject(ctx, fileId)
  } catch (thrown) {
    // A long outage is no fault of this file: the sweep asks for it again every half hour.
    if (toAppError(thrown).kind !== 'unavailable' || !attempt.last) throw thrown
    ctx.log.warn('a file still waits for its check', { fileId })
  } finally {
    await inTx(ctx, (t) => releaseCheck(t.tx, fileId))
  }
}

/**
 * Hash, picture, scan, verdict, for whoever has the lease. Each step finds what an earlier try left, so it may die
 * anywhere; only one settles the file.
 */
export async function checkObject(ctx: Ctx, fileId: string): Promise<void> {
  const row = await findUpload(ctx.db, fileId)
  if (row?.state !== 'scanning') return
  const arrived = await hashed(ctx, row)
  if (arrived === undefined) return reject(ctx, fileId, 'files.hash-mismatch')
  const made = isReencoded(row.purpose) ? await reencode(ctx, row) : arrived
  if (made === undefined) return reject(ctx, fileId, 'files.type-mismatch')
  const { virusScanner } = ctx.ports
  const answer = virusScanner.mode === 'off' ? unasked : await virusScanner.scan(await stored(ctx, row.storage_key))
  const decision = await decisionOn(ctx, row, answer)
  if (decision.state === 'waits') return
  if (decision.state === 'retry') throw fail('files.scanner-unavailable', {}, new Error(decision.reason))
  await readBack(ctx, row.storage_key, made)
  await inTx(ctx, (t) => settle(t, row, { ...made, uploadSha256: arrived.sha256 }, decision))
}

const unasked = { outcome: 'refused', reason: 'off', retry: 'never' } as const

async function decisionOn(ctx: Ctx, row: UploadRow, answer: Parameters<typeof decide>[0]): Promise<Decision> {
  const file = { purpose: FilePurpose.parse(row.purpose), isAnonymous: row.anonymous === true }
  return decide(answer, file, { mode: ctx.ports.virusScanner.mode, allowUnscanned: await readSetting(ctx, allowUnscanned) })
}

/** The verdict on a file that nobody is going to look at; undefined where somebody is. */
export async function verdictUnseen(ctx: Ctx, row: UploadRow): Promise<Extract<Decision, { verdict: string }> | undefined> {
  if (ctx.ports.virusScanner.mode !== 'off') return undefined
  const decision = await decisionOn(ctx, row, unasked)
  return 'verdict' in decision ? decision : undefined
}

/** Size and hash of what arrived; undefined where it is not what was announced. */
async function hashed(ctx: Ctx, row: UploadRow): Promise<{ size: number; sha256: string } | undefined> {
  if (row.sha256 !== null) return { size: row.size ?? 0, sha256: row.sha256 }
  const read = await hashOf(await stored(ctx, arrivalKey(row)))
  const isOther = read.size !== row.size || (row.declared_sha256 !== null && row.declared_sha256 !== read.sha256)
  if (isOther) return undefined
  await inTx(ctx, (t) => setHash(t.tx, row.id, read.sha256))
  return read
}

async function stored(ctx: Ctx, key: string): Promise<ReadableStream<Uint8Array>> {
  const bytes = await ctx.ports.fileStore.read(key)
  if (bytes === undefined) throw fail('files.store-unavailable')
  return bytes
}
