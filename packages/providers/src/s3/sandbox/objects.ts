import type { S3Faults } from '../sandbox-faults.ts'
import { hangUp } from '../../sandbox/hang-up.ts'
import { S3Error, tag, xml } from './answers.ts'
import type { Bucket, Kept, Piece } from './bucket.ts'
import type { SignedPayload } from './verify-signature.ts'

export interface Asked {
  readonly request: Request
  readonly url: URL
  readonly key: string
  readonly signed: SignedPayload
  readonly bucket: Bucket
  readonly bucketName: string
  readonly now: Date
  readonly faults: S3Faults
}

export async function putObject(asked: Asked): Promise<Response> {
  const { request, key, signed, bucket, bucketName, now, faults } = asked
  const { headers } = request
  const source = headers.get('x-amz-copy-source')
  if (source !== null) {
    const copied = await bucket.copy(decodeURIComponent(source).replace(`/${bucketName}/`, '').replace(/^\//, ''), key, now)
    return xml(`<CopyObjectResult>${tag('ETag', copied.etag)}</CopyObjectResult>`)
  }
  const lock = lockOf(headers)
  if (lock !== undefined && !headers.has('x-amz-checksum-sha256') && !headers.has('content-md5'))
    throw new S3Error(
      400,
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    )
  const fault = faults.take('cut-mid-upload', 'written-before-equal', 'written-before-different')
  const piece = await bucket.receive(request.body)
  if (fault === 'cut-mid-upload') return hangUp()
  if (fault !== undefined) await writeBefore(asked, fault === 'written-before-equal' ? piece : await bucket.receive(otherBytes()))
  const declared = headers.get('content-length')
  if (declared !== null && Number(declared) !== piece.size) throw new S3Error(400, 'IncompleteBody')
  const checksum = headers.get('x-amz-checksum-sha256')
  if (checksum !== null && checksum !== piece.sha256) throw new S3Error(400, 'BadDigest')
  if (signed.sha256 !== undefined && Buffer.from(signed.sha256, 'hex').toString('base64') !== piece.sha256)
    throw new S3Error(400, 'XAmzContentSHA256Mismatch')
  // Looked at when the bytes are there: of two that race, the second is refused.
  if (headers.get('if-none-match') === '*' && bucket.objects.has(key)) throw new S3Error(412, 'PreconditionFailed')
  if (bucket.objects.get(key)?.lock !== undefined) throw new S3Error(403, 'AccessDenied')
  const { path, size, md5 } = piece
  const type = headers.get('content-type') ?? 'binary/octet-stream'
  const etag = `"${md5}"`
  await bucket.keep(key, { path, size, etag, type, at: now, ...(checksum !== null && { checksum }), ...(lock && { lock }) })
  return new Response(null, { headers: { etag, ...(lock && { 'x-amz-version-id': 'sandbox-1' }) } })
}

/** Another writer's object, without the checksum that only our writes carry. */
async function writeBefore({ key, bucket, now }: Asked, { path, size, md5 }: Piece): Promise<void> {
  await bucket.keep(key, { path, size, etag: `"${md5}"`, type: 'binary/octet-stream', at: now })
}
const otherBytes = () => new Blob(['written by somebody else']).stream()

export async function getObject({ request, url, key, bucket, faults }: Asked): Promise<Response> {
  const kept = bucket.objects.get(key)
  if (kept === undefined) throw new S3Error(404, 'NoSuchKey')
  const headers = headersOf(kept, request)
  for (const [name, value] of url.searchParams) if (name.startsWith('response-')) headers.set(name.slice('response-'.length), value)
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '')
  const from = Number(range?.[1] ?? 0)
  const to = range === null || range[2] === '' ? kept.size : Math.min(Number(range[2]) + 1, kept.size)
  if (range !== null && from >= kept.size) throw new S3Error(416, 'InvalidRange')
  headers.set('content-length', String(to - from))
  if (range !== null) headers.set('content-range', `bytes ${from}-${to - 1}/${kept.size}`)
  const bytes = (await bucket.bytes(kept)).slice(from, to)
  const cut = faults.take('cut-mid-body') !== undefined
  return new Response(cut ? broken(bytes) : bytes.stream(), { status: range === null ? 200 : 206, headers })
}

export function headObject({ request, key, bucket }: Asked): Response {
  const kept = bucket.objects.get(key)
  if (kept === undefined) return new Response(null, { status: 404 })
  const headers = headersOf(kept, request)
  headers.set('content-length', String(kept.size))
  return new Response(null, { headers })
}

export async function deleteObject({ key, bucket }: Asked): Promise<Response> {
  if (bucket.objects.get(key)?.lock !== undefined) throw new S3Error(403, 'AccessDenied')
  await bucket.delete(key)
  return new Response(null, { status: 204 })
}

function headersOf(kept: Kept, request: Request): Headers {
  const headers = new Headers({
    etag: kept.etag,
    'content-type': kept.type,
    'last-modified': kept.at.toUTCString(),
    'accept-ranges': 'bytes',
  })
  if (kept.checksum !== undefined && request.headers.get('x-amz-checksum-mode') === 'ENABLED')
    headers.set('x-amz-checksum-sha256', kept.checksum)
  if (kept.lock !== undefined) {
    headers.set('x-amz-version-id', 'sandbox-1')
    headers.set('x-amz-object-lock-mode', kept.lock.mode)
    headers.set('x-amz-object-lock-retain-until-date', kept.lock.until)
  }
  return headers
}

function lockOf(headers: Headers): Kept['lock'] {
  const [mode, until] = [headers.get('x-amz-object-lock-mode'), headers.get('x-amz-object-lock-retain-until-date')]
  if (mode === null && until === null) return undefined
  if (mode === null || until === null || !/^(COMPLIANCE|GOVERNANCE)$/.test(mode)) throw new S3Error(400, 'InvalidArgument')
  return { mode, until }
}

/** Half of the bytes, then the connection closes. */
function broken(bytes: Blob): ReadableStream<Uint8Array> {
  const half = bytes
    .slice(0, Math.floor(bytes.size / 2))
    .stream()
    .getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await half.read()
      if (done) controller.error()
      else controller.enqueue(value)
    },
  })
}
