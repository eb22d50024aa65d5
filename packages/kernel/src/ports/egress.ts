/**
 * `sandbox` may also reach this very machine over plain http, where the deployment runs the sandbox; everywhere else
 * both modes are the same.
 */
export type EgressMode = 'live' | 'sandbox'

/** Why an address that somebody gave us is not called. Nothing was sent. */
export type EgressRefusal =
  /** Not https, or no web address at all. */
  | 'scheme'
  /** Neither 443 nor 1024 and above. */
  | 'port'
  /** Some address behind the name is not public: private, loopback, link-local, metadata and the like, however written. */
  | 'address'
  | 'unresolvable'
  /** A user name or password in the URL. */
  | 'userinfo'
  /** Not on the caller's list. */
  | 'host-not-allowed'
  /** A header that frames the request (Host, Content-Length, Connection …), or one with control characters. */
  | 'header'
  /** No connection: nothing listens, TLS failed, or no time was left before anything was written. */
  | 'unreachable'

export interface EgressCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent byte for byte. */
  readonly body?: Uint8Array | string
  /** For everything: name, connection, request and the last byte of the answer. */
  readonly timeoutMs: number
  /** Bytes of the answer that are read. */
  readonly maxBytes: number
  /** Hosts that may be called, in lower case; `*.example.com` stands for every name below it. Left out: any. */
  readonly allowHosts?: readonly string[]
  /** Default live. */
  readonly mode?: EgressMode
}

interface Answered {
  readonly outcome: 'ok'
  /** Any status; 3xx too, because redirects are never followed. */
  readonly status: number
  readonly headers: Headers
  /** The address that was checked and connected to. */
  readonly address: string
}
export interface NotSent {
  readonly outcome: 'refused'
  readonly reason: EgressRefusal
  /** The address that was tried; absent where it did not come to that. */
  readonly address?: string
}
interface Unknown {
  /** The request was written and no whole answer came: it may have been carried out. */
  readonly outcome: 'in_doubt'
  readonly reason: 'timeout' | 'connection-lost'
  readonly address: string
}
export type EgressAnswer =
  | (Answered & {
      readonly body: Uint8Array
      /** The answer was longer than `maxBytes`; `body` is its beginning. */
      readonly truncated: boolean
    })
  | NotSent
  | Unknown
export type EgressStream =
  | (Answered & {
      /** Pulled as it is read; throws `EgressCut` where the answer does not end well. Stop reading to hang up. */
      readonly body: AsyncIterable<Uint8Array>
    })
  | NotSent
  | Unknown

export type EgressCheck = { readonly outcome: 'ok'; readonly addresses: readonly string[] } | NotSent

/** Thrown while a streamed answer is read: what came so far is not the whole. */
export class EgressCut extends Error {
  override readonly name = 'EgressCut'
  readonly reason: 'timeout' | 'connection-lost' | 'too-large'
  constructor(reason: EgressCut['reason']) {
    super(`the answer was cut off: ${reason}`)
    this.reason = reason
  }
}

/**
 * The one way out to addresses that users can set. https only; the name is resolved once, every address behind it must
 * be public, and the connection goes to the checked address with the name in SNI and Host. Redirects are never followed
 * and nothing is repeated. Never call it inside a transaction.
 */
export interface Egress {
  /** Whether this address could be called now; sends nothing. */
  check(url: string, options?: Pick<EgressCall, 'allowHosts' | 'mode'>): Promise<EgressCheck>
  request(call: EgressCall): Promise<EgressAnswer>
  /** The same with the answer as a stream, for downloads. */
  open(call: EgressCall): Promise<EgressStream>
}
