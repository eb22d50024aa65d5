import type { ProviderAnswer } from '@mas/kernel/providers'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'

/**
 * What the request does at the vendor, which decides everything about repeating it:
 * - `none`: it only reads. It is repeated, and an unknown outcome is a mere refusal.
 * - `keyed`: it acts, but carries an idempotency key the vendor honours. It is repeated; an unknown outcome stays in doubt.
 * - `once`: it acts and carries no key. It is never repeated here; an unknown outcome is in doubt.
 */
export type HttpEffect = 'none' | 'keyed' | 'once'

export interface HttpCall {
  /** Short constant name for logs, such as `send-email`. URLs are never logged: they can carry secrets. */
  readonly operation: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly effect: HttpEffect
  readonly headers?: Readonly<Record<string, string>>
  /** A `Blob` of a file is streamed from it. */
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob
  /** Overrides the client's time-out of one attempt. */
  readonly timeoutMs?: number
  /** Overrides how often the client tries; `once` calls are tried once whatever this says. */
  readonly attempts?: number
}

/** What the vendor answered; any status but those that mean "busy" or "broken". */
export interface HttpReply {
  readonly status: number
  readonly headers: Headers
  text(): string
  /** The parsed body, or `undefined` where it is no JSON: parse it with a schema. */
  json(): unknown
}

/** Translates an answer into our words. It sees 1xx–4xx answers except 408, 425 and 429. */
export type ReplyReader<T> = (reply: HttpReply) => ProviderAnswer<T>

export interface HttpClient {
  call<T>(call: HttpCall, read: ReplyReader<T>): Promise<ProviderAnswer<T>>
}

export interface HttpClientOptions {
  /** The slot or vendor, for logs and reasons. */
  readonly provider: string
  /** Of one attempt, from the first byte of the request to the last byte of the answer. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly log: Log
  /** How often a repeatable call is tried. Default 3. */
  readonly attempts?: number
  /** Longest answer that is read. Default 1 MiB. */
  readonly maxBytes?: number
  /** A `Retry-After` up to this long is waited out here, a longer one is left to the caller. Default 2 s. */
  readonly maxWaitMs?: number
  /** In [0, 1). Default Math.random. */
  readonly random?: () => number
  /** Default a timer; tests hand in one that does not wait. */
  readonly sleep?: (ms: number) => Promise<void>
}
