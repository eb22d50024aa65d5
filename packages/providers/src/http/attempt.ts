import { errorCodes, failedBeforeSending } from './connection-error.ts'
import { BodyTooLarge, readBody } from './read-body.ts'
import type { HttpCall, HttpReply } from './types.ts'

/** How one attempt ended. */
export type Attempt =
  | { readonly end: 'answered'; readonly reply: HttpReply }
  /** Nothing reached the vendor. */
  | { readonly end: 'unsent'; readonly reason: string }
  /** The request may have reached the vendor, an answer did not reach us. */
  | { readonly end: 'unknown'; readonly reason: string }
  | { readonly end: 'too-large'; readonly reason: string }

/** Sends the request once. Never throws for anything the network or the vendor does. */
export async function attemptCall(call: HttpCall, timeoutMs: number, maxBytes: number): Promise<Attempt> {
  const url = new URL(call.url)
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method: call.method,
      headers: { ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body }),
      // Following a redirect would hand credentials to another host.
      redirect: 'manual',
      // A pooled connection that the vendor has just closed looks like a lost answer: where a repetition is not
      // allowed, a fresh connection saves a false doubt.
      keepalive: call.effect !== 'once',
      signal: stop.signal,
    })
    return { end: 'answered', reply: replyOf(response, await readBody(response, maxBytes)) }
  } catch (thrown) {
    if (stop.signal.aborted) return { end: 'unknown', reason: `no answer within ${timeoutMs} ms` }
    if (thrown instanceof BodyTooLarge) return { end: 'too-large', reason: thrown.message }
    const codes = errorCodes(thrown).join(', ')
    return failedBeforeSending(thrown)
      ? { end: 'unsent', reason: `no connection (${codes})` }
      : { end: 'unknown', reason: `connection lost (${codes || 'unknown cause'})` }
  } finally {
    clearTimeout(timer)
  }
}

function replyOf(response: Response, body: Uint8Array): HttpReply {
  const text = () => new TextDecoder().decode(body)
  return {
    status: response.status,
    headers: response.headers,
    text,
    json() {
      try {
        return JSON.parse(text())
      } catch {
        // Not JSON: the reader's schema refuses `undefined` like any other wrong shape.
        return undefined
      }
    },
  }
}
