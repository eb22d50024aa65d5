import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import type { EgressCall } from '@mas/kernel/ports/egress'
import type { Target } from './target.ts'

export type Sent =
  | { readonly end: 'answered'; readonly message: IncomingMessage }
  /** Nothing was written. */
  | { readonly end: 'unsent' }
  | { readonly end: 'unknown' }

const mostInterim = 20

export interface Pinned {
  readonly target: Target
  /** The checked address; the name is not asked for again. */
  readonly address: string
  readonly headers: Readonly<Record<string, string | number>>
  readonly stop: AbortSignal
  /** Certificates to trust besides the system's. */
  readonly ca?: string
}

/** Sends one request over a connection of its own to the pinned address, and waits for the head of the answer. */
export function sendPinned(call: EgressCall, { target, address, headers, stop, ca }: Pinned): Promise<Sent> {
  const isTls = target.url.protocol === 'https:'
  const options: RequestOptions = {
    method: call.method,
    hostname: address,
    port: target.port,
    path: `${target.url.pathname}${target.url.search}`,
    headers: { ...headers },
    // No pool: every attempt is checked anew, and no idle connection can turn into a false doubt.
    agent: false,
  }
  return new Promise((resolve) => {
    // The certificate is checked for the name, not for the address; an address has no SNI.
    const request = isTls
      ? overHttps({ ...options, ...(!target.isLiteral && { servername: target.host }), ...(ca !== undefined && { ca }) })
      : overHttp(options)
    let connected = false
    request.on('socket', (socket) => socket.once(isTls ? 'secureConnect' : 'connect', () => (connected = true)))
    request.once('response', (message) => {
      // Whoever reads it hears of its end; an answer that nobody reads must not bring the process down.
      message.on('error', () => undefined)
      resolve({ end: 'answered', message })
    })
    request.on('error', () => resolve({ end: connected ? 'unknown' : 'unsent' }))
    // Without an answer and without an error the connection was closed politely; that is still no answer.
    request.on('close', () => resolve({ end: connected ? 'unknown' : 'unsent' }))
    const hangUp = () => request.destroy(new Error('time is up'))
    let interim = 0
    const notYet = () => {
      interim += 1
      if (interim > mostInterim) hangUp()
    }
    // Answers before the answer (100, 103) cost memory and end nothing: a receiver that sends them for ever is hung up on.
    request.on('continue', notYet).on('information', notYet)
    if (stop.aborted) hangUp()
    else stop.addEventListener('abort', hangUp, { once: true })
    request.end(call.body)
  })
}
