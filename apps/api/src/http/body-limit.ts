import { fail } from '@mas/kernel'
import { cutOff } from './steady-body.ts'

/** Largest body of anything but an upload. */
export const jsonLimitBytes = 1024 * 1024
/** How long the sender of such a body may take in all: a hundredth of a usual line's speed is enough. */
export const bodyDeadlineMs = 15_000

export interface BodyLimits {
  readonly maxBytes: number
  readonly deadlineMs: number
}
export const jsonLimits: BodyLimits = { maxBytes: jsonLimitBytes, deadlineMs: bodyDeadlineMs }

/**
 * The request with its whole body in hand: at most `maxBytes`, or `request.too-large`; within the deadline, or
 * `request.too-slow`, so that nobody holds a connection by sending a byte now and then. A body of declared length is
 * judged by it, since the HTTP parser holds the sender to it; one of unknown length is counted while it is read.
 */
export async function limitedBody(request: Request, { maxBytes, deadlineMs }: BodyLimits): Promise<Request> {
  if (request.method === 'GET' || request.method === 'HEAD' || request.body === null) return request
  const declared = request.headers.get('content-length')
  if (declared !== null && !(Number(declared) <= maxBytes)) throw fail('request.too-large', { maxBytes })
  const reading: Promise<ArrayBuffer | Uint8Array<ArrayBuffer>> =
    declared === null ? readAtMost(request.body, maxBytes) : request.arrayBuffer()
  const body = await within(reading.catch(cutOff), deadlineMs)
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body })
}

async function within<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(fail('request.too-slow', { withinSeconds: Math.ceil(deadlineMs / 1000) })), deadlineMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
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
