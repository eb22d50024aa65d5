import { fail } from '@mas/kernel'

/** Largest body of anything but an upload. */
export const jsonLimitBytes = 1024 * 1024

/**
 * The request with a body of at most `maxBytes`, or `request.too-large`. A body of declared length is judged by it,
 * since the HTTP parser holds the sender to it; one of unknown length is counted while it is read.
 */
export async function limitedBody(request: Request, maxBytes: number): Promise<Request> {
  if (request.method === 'GET' || request.method === 'HEAD' || request.body === null) return request
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (!(Number(declared) <= maxBytes)) throw fail('request.too-large', { maxBytes })
    return request
  }
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    body: await readAtMost(request.body, maxBytes),
  })
}

async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw fail('request.too-large', { maxBytes })
    chunks.push(chunk)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}
