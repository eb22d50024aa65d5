import { AwsV4Signer } from 'aws4fetch'
import type { S3Options, S3Presign } from './types.ts'

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** Hex, of the body; of nothing unless given. */
  readonly sha256?: string
}

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const longestSeconds = 604_800

/** The address and headers of a request with its signature (SigV4) in the headers. */
export async function signed(options: S3Options, request: S3Request): Promise<{ url: string; headers: Record<string, string> }> {
  const { url, headers } = await new AwsV4Signer({
    ...credentialsOf(options),
    method: request.method,
    url: addressOf(options, request.key, request.query),
    headers: { ...request.headers, 'x-amz-content-sha256': request.sha256 ?? emptySha256 },
  }).sign()
  return { url: url.toString(), headers: Object.fromEntries(headers) }
}

/** The same in the query: whoever has the address may do this one thing, until its seconds are over. */
export async function presigned(options: S3Options, what: S3Presign): Promise<string> {
  const seconds = Math.min(Math.max(1, Math.floor(what.seconds)), longestSeconds)
  const { url } = await new AwsV4Signer({
    ...credentialsOf(options),
    method: what.method,
    url: addressOf(options, what.key, { ...what.query, 'X-Amz-Expires': String(seconds) }),
    headers: { ...what.headers },
    signQuery: true,
    // The length and the type are part of what is allowed.
    allHeaders: true,
  }).sign()
  return url.toString()
}

function credentialsOf({ region, accessKeyId, secretAccessKey, sessionToken, clock }: S3Options) {
  const datetime = clock
    .now()
    .toISOString()
    .replace(/[:-]|\.\d{3}/g, '')
  return { service: 's3', region, accessKeyId, secretAccessKey, datetime, ...(sessionToken !== undefined && { sessionToken }) }
}

function addressOf({ bucketUrl }: S3Options, key: string, query: Readonly<Record<string, string>> = {}): string {
  // Signer, store and proxies must agree on every byte of the path, so keys have none that anybody would encode.
  if (!/^[\w./-]{0,900}$/.test(key) || /(^|\/)\.\.?(\/|$)/.test(key)) throw new Error('not a key of ours')
  const url = new URL(key === '' ? bucketUrl : `${bucketUrl.replace(/\/+$/, '')}/${key}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.toString()
}
