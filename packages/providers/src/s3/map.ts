import type { ProviderAnswer } from '@mas/kernel/providers'
import { inDoubt, refused, type HttpReply } from '../http/index.ts'
import type { S3Head, S3Listed, S3Lock, S3Part, S3Upload } from './types.ts'
import { elementsOf, textOf } from './xml.ts'

/** What a refusal of the store means for us. Only the store's own code is kept: its words can quote our request. */
export function refusalOf(reply: HttpReply): ProviderAnswer<never> {
  const code = textOf(reply.text(), 'Code') ?? `status ${reply.status}`
  if (code === 'InternalError') return inDoubt(`s3: ${code}`)
  // 409: somebody else writes the same key at this moment.
  return refused(`s3: ${code}`, reply.status === 409 || busy.has(code) ? 'later' : 'never')
}
const busy = new Set(['SlowDown', 'RequestTimeout', 'OperationAborted', 'ConditionalRequestConflict', 'RequestTimeTooSkewed'])

export function headOf({ headers }: HttpReply): S3Head {
  const sha256 = headers.get('x-amz-checksum-sha256')
  const versionId = headers.get('x-amz-version-id')
  const modified = headers.get('last-modified')
  const lock = lockOf(headers)
  return {
    size: Number(headers.get('content-length') ?? Number.NaN),
    etag: headers.get('etag') ?? '',
    // The checksum of an upload in parts is one of checksums, marked by `-<parts>`: it says nothing about our hash.
    ...(sha256 !== null && !sha256.includes('-') && { sha256: Buffer.from(sha256, 'base64').toString('hex') }),
    ...(versionId !== null && { versionId }),
    ...(modified !== null && { lastModified: new Date(modified) }),
    ...(lock !== undefined && { lock }),
  }
}

function lockOf(headers: Headers): S3Lock | undefined {
  const mode = headers.get('x-amz-object-lock-mode')
  const until = headers.get('x-amz-object-lock-retain-until-date')
  return (mode === 'COMPLIANCE' || mode === 'GOVERNANCE') && until !== null ? { mode, retainUntil: new Date(until) } : undefined
}

export function listedOf(xml: string): S3Listed[] {
  return elementsOf(xml, 'Contents').map((one) => ({
    key: textOf(one, 'Key') ?? '',
    size: Number(textOf(one, 'Size')),
    lastModified: new Date(textOf(one, 'LastModified') ?? 0),
  }))
}

export function partsOf(xml: string): S3Part[] {
  return elementsOf(xml, 'Part').map((one) => ({
    number: Number(textOf(one, 'PartNumber')),
    etag: textOf(one, 'ETag') ?? '',
    size: Number(textOf(one, 'Size')),
  }))
}

export function uploadsOf(xml: string): S3Upload[] {
  return elementsOf(xml, 'Upload').map((one) => ({
    key: textOf(one, 'Key') ?? '',
    uploadId: textOf(one, 'UploadId') ?? '',
    initiated: new Date(textOf(one, 'Initiated') ?? 0),
  }))
}
