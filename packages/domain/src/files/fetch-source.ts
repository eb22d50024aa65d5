import type { FilePurpose } from '@mas/contracts/files'
import { findUpload, type UploadRow } from '@mas/db/files'
import { fail, toAppError, type Attempt, type Ctx } from '@mas/kernel'
import { EgressCut } from '@mas/kernel/ports/egress'
import { guardedDownload } from '../webhooks/index.ts'
import { arrivalKey } from './create-ticket.ts'
import { admit } from './finish-upload.ts'
import { sealPurpose, Source } from './import-from-url.ts'
import { landed } from './landed.ts'
import { maxBytesOf } from './purpose-limits.ts'
import { reject } from './reject.ts'

const timeoutMs = 15 * 60_000
/** Refusals of the guard that may be over in a while; the others are judgements about the address. */
const passing = new Set(['unresolvable', 'unreachable'])

/** The job: fetches the bytes, then lets them through the same checks as an upload. */
export async function fetchSource(
  ctx: Ctx,
  job: { fileId: string; purpose: FilePurpose; source: string },
  attempt: Attempt,
): Promise<void> {
  const { fileId, purpose } = job
  const row = await findUpload(ctx.db, fileId)
  if (row === undefined || (row.state !== 'ticket' && row.state !== 'uploaded')) return
  const maxBytes = await maxBytesOf(ctx, purpose)
  try {
    if (row.state === 'ticket') await download(ctx, row, job, maxBytes)
    const arrived = await findUpload(ctx.db, fileId)
    if (arrived?.state === 'uploaded') await admit(ctx, arrived, purpose, maxBytes)
  } catch (thrown) {
    const { code, kind } = toAppError(thrown)
    const mayPass = kind === 'unavailable' || kind === 'internal'
    if (mayPass && !attempt.last) throw thrown
    // Whoever waits for the file finds it turned away, instead of for ever on its way.
    await reject(ctx, fileId, code)
    ctx.log.warn('a file could not be fetched', { fileId, code })
    if (mayPass) throw thrown
  }
}

async function download(ctx: Ctx, row: UploadRow, job: { fileId: string; source: string }, maxBytes: number): Promise<void> {
  const opened = ctx.infra.keys.open(sealPurpose, Buffer.from(job.source, 'base64'), job.fileId)
  if (opened === undefined) throw fail('files.source-refused')
  const { url, allowHosts, headers, mode } = Source.parse(JSON.parse(opened))
  const answer = await guardedDownload(ctx, { url, allowHosts, headers, mode, timeoutMs, maxBytes })
  if (answer.outcome === 'in_doubt') throw fail('files.source-unavailable')
  if (answer.outcome === 'refused')
    throw fail(passing.has(answer.reason) ? 'files.source-unavailable' : 'files.source-refused', { reason: answer.reason })
  if (answer.status !== 200) {
    const isBusy = answer.status >= 500 || answer.status === 429 || answer.status === 408
    throw fail(isBusy ? 'files.source-unavailable' : 'files.source-refused', { status: answer.status })
  }
  const put = await ctx.ports.fileStore.put(arrivalKey(row), answer.body, maxBytes).catch((thrown: unknown) => {
    if (!(thrown instanceof EgressCut)) throw thrown
    throw thrown.reason === 'too-large' ? fail('files.too-large', { maxBytes }) : fail('files.source-unavailable')
  })
  if (put.outcome === 'too-large') throw fail('files.too-large', { maxBytes })
  // Bytes of an earlier try that was cut short of being written down count as well as these.
  await landed(ctx, row, put.size, put.sha256)
}
