import { createHash, randomUUID } from 'node:crypto'
import { elementsOf, textOf } from '../xml.ts'
import { errorXml, S3Error, tag, xml } from './answers.ts'
import type { OpenUpload, Piece } from './bucket.ts'
import type { Asked } from './objects.ts'

const smallestPart = 5 * 1024 * 1024

export function createUpload({ request, key, bucket, bucketName, now }: Asked): Response {
  const uploadId = randomUUID()
  const type = request.headers.get('content-type') ?? 'binary/octet-stream'
  bucket.uploads.set(uploadId, { key, type, initiated: now, parts: new Map() })
  const inside = tag('Bucket', bucketName) + tag('Key', key) + tag('UploadId', uploadId)
  return xml(`<InitiateMultipartUploadResult>${inside}</InitiateMultipartUploadResult>`)
}

export async function putPart(asked: Asked): Promise<Response> {
  const { request, url, bucket, signed } = asked
  const upload = uploadOf(asked)
  const number = Number(url.searchParams.get('partNumber'))
  if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) throw new S3Error(400, 'InvalidArgument')
  const piece = await bucket.receive(request.body)
  if (signed.sha256 !== undefined && Buffer.from(signed.sha256, 'hex').toString('base64') !== piece.sha256)
    throw new S3Error(400, 'XAmzContentSHA256Mismatch')
  upload.parts.set(number, piece)
  return new Response(null, { headers: { etag: `"${piece.md5}"` } })
}

export function listParts(asked: Asked): Response {
  const upload = uploadOf(asked)
  const after = Number(asked.url.searchParams.get('part-number-marker') ?? 0)
  const all = [...upload.parts].filter(([number]) => number > after).toSorted(([a], [b]) => a - b)
  const shown = all.slice(0, 1_000).map(([number, part]) => {
    const inside = tag('PartNumber', number) + tag('ETag', `"${part.md5}"`) + tag('Size', part.size)
    return `<Part>${inside}</Part>`
  })
  return xml(`<ListPartsResult>${tag('IsTruncated', all.length > 1_000)}${shown.join('')}</ListPartsResult>`)
}

export async function completeUpload(asked: Asked): Promise<Response> {
  const { request, url, key, bucket, now, faults } = asked
  const upload = uploadOf(asked)
  const fault = faults.take('error-inside-200', 'missing-part')
  const body = await request.text()
  if (fault === 'error-inside-200')
    return xml(errorXml(new S3Error(200, 'InternalError', 'We encountered an internal error. Please try again.')))
  const named = elementsOf(body, 'Part').map((part) => ({ number: Number(textOf(part, 'PartNumber')), etag: textOf(part, 'ETag') ?? '' }))
  if (fault === 'missing-part' || named.length === 0) throw new S3Error(400, 'InvalidPart')
  if (named.some((part, at) => at > 0 && part.number <= (named[at - 1]?.number ?? 0))) throw new S3Error(400, 'InvalidPartOrder')
  const parts = named.map(({ number, etag }) => partOf(upload, number, etag))
  if (parts.slice(0, -1).some((part) => part.size < smallestPart)) throw new S3Error(400, 'EntityTooSmall')
  if (request.headers.get('if-none-match') === '*' && bucket.objects.has(key)) throw new S3Error(412, 'PreconditionFailed')
  const md5 = createHash('md5')
  for (const part of parts) md5.update(Buffer.from(part.md5, 'hex'))
  const etag = `"${md5.digest('hex')}-${parts.length}"`
  const path = await bucket.join(parts)
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  await bucket.keep(key, { path, size, etag, type: upload.type, at: now })
  await bucket.drop(url.searchParams.get('uploadId') ?? '')
  return xml(`<CompleteMultipartUploadResult>${tag('Key', key)}${tag('ETag', etag)}</CompleteMultipartUploadResult>`)
}

export async function abortUpload(asked: Asked): Promise<Response> {
  uploadOf(asked)
  await asked.bucket.drop(asked.url.searchParams.get('uploadId') ?? '')
  return new Response(null, { status: 204 })
}

export function listUploads({ url, bucket }: Asked): Response {
  const prefix = url.searchParams.get('prefix') ?? ''
  const [afterKey, afterId] = [url.searchParams.get('key-marker') ?? '', url.searchParams.get('upload-id-marker') ?? '']
  const isAfter = (id: string, key: string) => key > afterKey || (key === afterKey && afterId !== '' && id > afterId)
  const limit = Math.min(Number(url.searchParams.get('max-uploads') ?? 1_000), 1_000)
  const all = [...bucket.uploads]
    .filter(([id, { key }]) => key.startsWith(prefix) && (afterKey === '' || isAfter(id, key)))
    .toSorted(([a, { key: first }], [b, { key: second }]) => (first < second || (first === second && a < b) ? -1 : 1))
  const found = all.slice(0, limit)
  const shown = found.map(([uploadId, { key, initiated }]) => {
    const inside = tag('Key', key) + tag('UploadId', uploadId) + tag('Initiated', initiated.toISOString())
    return `<Upload>${inside}</Upload>`
  })
  return xml(`<ListMultipartUploadsResult>${tag('IsTruncated', all.length > found.length)}${shown.join('')}</ListMultipartUploadsResult>`)
}

export function listObjects({ url, bucket, bucketName }: Asked): Response {
  const [prefix, after] = [url.searchParams.get('prefix') ?? '', url.searchParams.get('start-after') ?? '']
  const limit = Math.min(Number(url.searchParams.get('max-keys') ?? 1_000), 1_000)
  const all = [...bucket.objects].filter(([key]) => key.startsWith(prefix) && key > after).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const shown = all.slice(0, limit).map(([key, kept]) => {
    const inside = tag('Key', key) + tag('LastModified', kept.at.toISOString()) + tag('ETag', kept.etag) + tag('Size', kept.size)
    return `<Contents>${inside}</Contents>`
  })
  const head = tag('Name', bucketName) + tag('KeyCount', shown.length) + tag('IsTruncated', all.length > limit)
  return xml(`<ListBucketResult>${head}${shown.join('')}</ListBucketResult>`)
}

function uploadOf({ url, key, bucket }: Asked): OpenUpload {
  const upload = bucket.uploads.get(url.searchParams.get('uploadId') ?? '')
  if (upload === undefined || upload.key !== key) throw new S3Error(404, 'NoSuchUpload')
  return upload
}

function partOf(upload: OpenUpload, number: number, etag: string): Piece {
  const part = upload.parts.get(number)
  if (part === undefined || etag.replaceAll('"', '') !== part.md5) throw new S3Error(400, 'InvalidPart')
  return part
}
