import type { ProviderAnswer } from '@mas/kernel/providers'
import { createHttpClient, type HttpClient, type HttpEffect, type HttpReply } from '../http/index.ts'
import { signed, type S3Request } from './sign.ts'
import type { S3Options } from './types.ts'

const mebibyte = 1_048_576

export interface S3Call extends S3Request {
  readonly operation: string
  readonly effect: HttpEffect
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob
}
export type SendS3 = <T>(call: S3Call, read: (reply: HttpReply) => ProviderAnswer<T>) => Promise<ProviderAnswer<T>>

/** Signs and sends; time-outs grow with the body. */
export function createSend(options: S3Options): SendS3 {
  const timeoutMs = options.timeoutMs ?? 10_000
  const { clock, log, sleep } = options
  const http: HttpClient = createHttpClient({ provider: 's3', timeoutMs, clock, log, maxBytes: 8 * mebibyte, ...(sleep && { sleep }) })
  return async (call, read) => {
    const { operation, effect, method, body } = call
    const { url, headers } = await signed(options, call)
    const ms = timeoutMs + (1_000 * sizeOf(body)) / mebibyte
    return http.call({ operation, effect, method, url, headers, timeoutMs: ms, ...(body !== undefined && { body }) }, read)
  }
}

function sizeOf(body: S3Call['body']): number {
  if (body === undefined || typeof body === 'string') return 0
  return body instanceof Blob ? body.size : body.byteLength
}
