import type { DirectAccess } from '@mas/kernel/ports/object-store'
import type { S3 } from '../s3/index.ts'

/** The length is signed besides: browsers set it themselves and let nobody else. */
export function s3Direct(s3: S3): DirectAccess {
  return {
    async put(key, { size, type, sha256, seconds }) {
      const headers = {
        'content-type': type,
        'if-none-match': '*',
        ...(sha256 !== undefined && { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') }),
      }
      const url = await s3.presign({ method: 'PUT', key, seconds, headers: { ...headers, 'content-length': String(size) } })
      return { url, headers }
    },
    async part(key, uploadId, number, { size, seconds }) {
      const headers = size === undefined ? {} : { 'content-length': String(size) }
      const query = { partNumber: String(number), uploadId }
      return { url: await s3.presign({ method: 'PUT', key, seconds, headers, query }), headers: {} }
    },
    get: (key, { type, disposition, seconds }) =>
      s3.presign({
        method: 'GET',
        key,
        seconds,
        query: {
          'response-content-type': type,
          'response-content-disposition': disposition,
          'response-cache-control': 'private, no-store',
        },
      }),
  }
}
