import { createHash } from 'node:crypto'
import type { ProviderAnswer } from '@mas/kernel/providers'
import { inDoubt, ok } from '../http/index.ts'
import { partsOf, refusalOf, uploadsOf } from './map.ts'
import type { SendS3 } from './send.ts'
import type { S3Multipart, S3Part, S3Upload, S3Written } from './types.ts'
import { escaped, textOf } from './xml.ts'

export function createMultipart(send: SendS3): S3Multipart {
  return {
    create: (key, contentType) =>
      // A repeated one leaves an upload that nobody knows; `pending` finds it.
      send(
        {
          operation: 'create-multipart',
          effect: 'keyed',
          method: 'POST',
          key,
          query: { uploads: '' },
          headers: contentType === undefined ? {} : { 'content-type': contentType },
        },
        (reply) => {
          const uploadId = textOf(reply.text(), 'UploadId')
          return reply.status === 200 && uploadId !== undefined ? ok(uploadId) : refusalOf(reply)
        },
      ),
    // The same part again replaces itself.
    putPart: (key, uploadId, number, body, sha256) =>
      send(
        { operation: 'put-part', effect: 'keyed', method: 'PUT', key, query: { partNumber: String(number), uploadId }, body, sha256 },
        (reply) => (reply.status === 200 ? ok({ etag: reply.headers.get('etag') ?? '' }) : refusalOf(reply)),
      ),
    async listParts(key, uploadId) {
      const parts: S3Part[] = []
      for (let marker = '0'; ; marker = String(parts.at(-1)?.number ?? 0)) {
        const query = { uploadId, 'part-number-marker': marker }
        const page = await send({ operation: 'list-parts', effect: 'none', method: 'GET', key, query }, (reply) => {
          if (reply.status === 200) return ok({ parts: partsOf(reply.text()), more: textOf(reply.text(), 'IsTruncated') === 'true' })
          return textOf(reply.text(), 'Code') === 'NoSuchUpload' ? ok(null) : refusalOf(reply)
        })
        if (page.outcome !== 'ok') return page
        if (page.value === null) return ok(null)
        parts.push(...page.value.parts)
        if (!page.value.more || page.value.parts.length === 0) return ok(parts)
      }
    },
    complete(key, uploadId, parts, onlyIfAbsent) {
      const listed = parts
        .map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`)
        .join('')
      const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed}</CompleteMultipartUpload>`
      const call = { operation: 'complete-multipart', effect: 'once', method: 'POST', key, query: { uploadId }, body } as const
      const headers = { 'content-type': 'application/xml', ...(onlyIfAbsent === true && { 'if-none-match': '*' }) }
      return send(
        { ...call, headers, sha256: createHash('sha256').update(body).digest('hex') },
        (reply): ProviderAnswer<S3Written | null> => {
          const code = textOf(reply.text(), 'Code')
          if (code === 'NoSuchUpload') return ok(null)
          if (reply.status === 412) return ok({ created: false })
          if (reply.status !== 200) return refusalOf(reply)
          // The status was sent before the work was done, so the body has the last word.
          if (code !== undefined) return inDoubt(`s3: 200 with ${code}`)
          const versionId = reply.headers.get('x-amz-version-id')
          return ok({ created: true, etag: textOf(reply.text(), 'ETag') ?? '', ...(versionId !== null && { versionId }) })
        },
      )
    },
    abort: (key, uploadId) =>
      send({ operation: 'abort-multipart', effect: 'keyed', method: 'DELETE', key, query: { uploadId } }, (reply) =>
        reply.status === 204 || textOf(reply.text(), 'Code') === 'NoSuchUpload' ? ok(null) : refusalOf(reply),
      ),
    async pending(prefix = '', pageSize = 1_000) {
      const uploads: S3Upload[] = []
      for (let after = {}; ;) {
        const query = { uploads: '', prefix, 'max-uploads': String(pageSize), ...after }
        const page = await send({ operation: 'list-multipart', effect: 'none', method: 'GET', key: '', query }, (reply) =>
          reply.status === 200
            ? ok({ uploads: uploadsOf(reply.text()), more: textOf(reply.text(), 'IsTruncated') === 'true' })
            : refusalOf(reply),
        )
        if (page.outcome !== 'ok') return page
        uploads.push(...page.value.uploads)
        const last = page.value.uploads.at(-1)
        if (!page.value.more || last === undefined) return ok(uploads)
        after = { 'key-marker': last.key, 'upload-id-marker': last.uploadId }
      }
    },
  }
}
