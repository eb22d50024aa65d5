import type { ProviderAnswer } from '@mas/kernel/providers'
import { ok } from '../http/index.ts'
import { fetchBody } from './fetch-body.ts'
import { headOf, listedOf, refusalOf } from './map.ts'
import { createMultipart } from './multipart.ts'
import { createSend } from './send.ts'
import { presigned } from './sign.ts'
import type { S3, S3Options, S3Put, S3Written } from './types.ts'
import { textOf } from './xml.ts'

/** One bucket of S3 or of a store that speaks its protocol, on Bun and on Node. */
export function createS3(options: S3Options): S3 {
  const send = createSend(options)
  return {
    put: (key, put) =>
      send(
        { operation: 'put', effect: 'once', method: 'PUT', key, body: put.body, sha256: put.sha256, headers: putHeaders(put) },
        (reply): ProviderAnswer<S3Written> => {
          if (reply.status === 412) return ok({ created: false })
          if (reply.status !== 200) return refusalOf(reply)
          const versionId = reply.headers.get('x-amz-version-id')
          return ok({ created: true, etag: reply.headers.get('etag') ?? '', ...(versionId !== null && { versionId }) })
        },
      ),
    head: (key) =>
      send({ operation: 'head', effect: 'none', method: 'HEAD', key, headers: { 'x-amz-checksum-mode': 'ENABLED' } }, (reply) =>
        // An answer to HEAD has no body that could name the missing thing; a missing bucket shows at the first write.
        reply.status === 404 ? ok(null) : reply.status === 200 ? ok(headOf(reply)) : refusalOf(reply),
      ),
    get: (key, range) => fetchBody(options, key, range),
    delete: (key) =>
      send({ operation: 'delete', effect: 'keyed', method: 'DELETE', key }, (reply) =>
        reply.status === 204 || reply.status === 200 ? ok(null) : refusalOf(reply),
      ),
    copy: (from, to) => {
      const headers = { 'x-amz-copy-source': `/${options.bucket}/${from}` }
      return send({ operation: 'copy', effect: 'keyed', method: 'PUT', key: to, headers }, (reply) =>
        // As with completing an upload, a 200 can carry an error.
        reply.status === 200 && textOf(reply.text(), 'Code') === undefined ? ok(null) : refusalOf(reply),
      )
    },
    list: ({ prefix = '', after, limit = 1_000 }) => {
      const query = { 'list-type': '2', prefix, 'max-keys': String(limit), ...(after !== undefined && { 'start-after': after }) }
      return send({ operation: 'list', effect: 'none', method: 'GET', key: '', query }, (reply) =>
        reply.status === 200 ? ok(listedOf(reply.text())) : refusalOf(reply),
      )
    },
    multipart: createMultipart(send),
    presign: (what) => presigned(options, what),
  }
}

function putHeaders({ sha256, contentType, onlyIfAbsent, lock }: S3Put): Record<string, string> {
  return {
    'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(onlyIfAbsent === true && { 'if-none-match': '*' }),
    ...(lock !== undefined && {
      'x-amz-object-lock-mode': lock.mode,
      'x-amz-object-lock-retain-until-date': lock.retainUntil.toISOString(),
    }),
  }
}
