import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { S3Error } from './answers.ts'

export interface SandboxCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

const skewMs = 15 * 60_000

/** What the signature says about the body: its SHA-256 in hex, or nothing. */
export interface SignedPayload {
  readonly sha256: string | undefined
}

/** Signature version 4, in the headers or in the query, written from its description and not with the client's library. */
export function verifySignature(request: Request, url: URL, now: Date, credentials: SandboxCredentials): SignedPayload {
  return url.searchParams.has('X-Amz-Signature')
    ? verifyQuery(request, url, now, credentials)
    : verifyHeaders(request, url, now, credentials)
}

function verifyHeaders(request: Request, url: URL, now: Date, credentials: SandboxCredentials): SignedPayload {
  const header = request.headers.get('authorization')
  if (header === null) throw new S3Error(403, 'AccessDenied')
  const found = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(header)
  if (found === null) throw new S3Error(400, 'AuthorizationHeaderMalformed')
  const [, credential = '', names = '', signature = ''] = found
  const stamp = request.headers.get('x-amz-date') ?? ''
  if (Math.abs(timeOf(stamp).getTime() - now.getTime()) > skewMs) throw new S3Error(403, 'RequestTimeTooSkewed')
  const payload = request.headers.get('x-amz-content-sha256')
  if (payload === null) throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  if (payload.startsWith('STREAMING-')) throw new S3Error(501, 'NotImplemented')
  check({ request, query: canonicalQuery(url), names, payload, stamp, credential, signature, credentials, url })
  return { sha256: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined }
}

function verifyQuery(request: Request, url: URL, now: Date, credentials: SandboxCredentials): SignedPayload {
  const given = (name: string) => url.searchParams.get(name) ?? ''
  if (given('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw new S3Error(400, 'AuthorizationQueryParametersError')
  const seconds = Number(given('X-Amz-Expires'))
  if (!(seconds >= 1 && seconds <= 604_800)) throw new S3Error(400, 'AuthorizationQueryParametersError')
  const stamp = given('X-Amz-Date')
  const signedAt = timeOf(stamp).getTime()
  if (signedAt > now.getTime() + skewMs) throw new S3Error(403, 'AccessDenied', 'Request is not yet valid')
  if (now.getTime() >= signedAt + seconds * 1000) throw new S3Error(403, 'AccessDenied', 'Request has expired')
  const payload = request.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  check({
    request,
    query: canonicalQuery(url, 'X-Amz-Signature'),
    names: given('X-Amz-SignedHeaders'),
    payload,
    stamp,
    credential: given('X-Amz-Credential'),
    signature: given('X-Amz-Signature'),
    credentials,
    url,
  })
  return { sha256: undefined }
}

interface Claim {
  readonly request: Request
  readonly url: URL
  readonly query: string
  readonly names: string
  readonly payload: string
  readonly stamp: string
  readonly credential: string
  readonly signature: string
  readonly credentials: SandboxCredentials
}

function check({ request, url, query, names, payload, stamp, credential, signature, credentials }: Claim): void {
  const [keyId, day = '', region = '', service = '', end] = credential.split('/')
  if (keyId !== credentials.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId')
  if (service !== 's3' || end !== 'aws4_request' || region !== credentials.region || !stamp.startsWith(day) || day.length !== 8)
    throw new S3Error(400, 'AuthorizationHeaderMalformed')
  const signedNames = names.split(';')
  if (!signedNames.includes('host')) throw new S3Error(403, 'AccessDenied', 'the host is not signed')
  for (const name of request.headers.keys())
    if (name.startsWith('x-amz-') && !signedNames.includes(name))
      throw new S3Error(403, 'AccessDenied', `There were headers present in the request which were not signed: ${name}`)
  const headers = signedNames.map((name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/\s+/g, ' ')}\n`).join('')
  const canonical = [request.method, encodedPath(url), query, headers, names, payload].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => mac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  )
  const wanted = mac(key, text)
  const sent = Buffer.from(signature, 'hex')
  if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted)) throw new S3Error(403, 'SignatureDoesNotMatch')
}

const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

function timeOf(stamp: string): Date {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp)
  if (found === null) throw new S3Error(403, 'AccessDenied', 'a valid date is required')
  const [, y, mo, d, h, mi, s] = found
  return new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
}

function canonicalQuery(url: URL, without?: string): string {
  const pairs = [...url.searchParams].filter(([name]) => name !== without).map(([name, value]) => [encoded(name), encoded(value)] as const)
  return pairs
    .toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map((pair) => pair.join('='))
    .join('&')
}

function encodedPath(url: URL): string {
  return url.pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
