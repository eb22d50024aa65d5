import type { IncomingMessage } from 'node:http'
import {
  EgressCut,
  type Egress,
  type EgressAnswer,
  type EgressCall,
  type EgressRefusal,
  type EgressStream,
  type NotSent,
} from '@mas/kernel/ports/egress'
import { requestHeaders } from './headers.ts'
import { readCapped, readStream } from './read-answer.ts'
import type { ResolveName } from './resolve-name.ts'
import { sendPinned } from './send.ts'
import { judgeTarget, readTarget, type Target } from './target.ts'

export interface EgressOptions {
  readonly resolve: ResolveName
  /** Lets calls in sandbox mode reach this machine. */
  readonly loopback: boolean
  /** Certificates to trust besides the system's, for servers of tests. */
  readonly ca?: string
}

/** The guarded way out. See the port. */
export function createEgress(options: EgressOptions): Egress {
  return {
    check: async (url, { allowHosts, mode } = {}) => {
      const checked = await checkTarget(options, { url, mode, allowHosts })
      return 'outcome' in checked ? checked : { outcome: 'ok', addresses: checked.addresses }
    },
    request: (call) => withDeadline(call, (stop) => requestWhole(options, call, stop)),
    open: async (call) => {
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(), call.timeoutMs)
      const done = () => clearTimeout(timer)
      const opened = await openAnswer(options, call, stop.signal)
      if (opened.outcome !== 'ok') return (done(), opened)
      const { message, ...answer } = opened
      return { ...answer, body: readStream(message, call.maxBytes, stop.signal, done) }
    },
  }
}

async function withDeadline<T>(call: EgressCall, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), call.timeoutMs)
  try {
    return await work(stop.signal)
  } finally {
    clearTimeout(timer)
  }
}

async function requestWhole(options: EgressOptions, call: EgressCall, stop: AbortSignal): Promise<EgressAnswer> {
  const opened = await openAnswer(options, call, stop)
  if (opened.outcome !== 'ok') return opened
  const { message, ...answer } = opened
  try {
    return { ...answer, ...(await readCapped(message, call.maxBytes, stop)) }
  } catch (thrown) {
    if (!(thrown instanceof EgressCut)) throw thrown
    return { outcome: 'in_doubt', reason: thrown.reason === 'timeout' ? 'timeout' : 'connection-lost', address: answer.address }
  }
}

type Opened =
  | (Omit<Extract<EgressStream, { outcome: 'ok' }>, 'body'> & { readonly message: IncomingMessage })
  | Exclude<EgressStream, { outcome: 'ok' }>

async function openAnswer(options: EgressOptions, call: EgressCall, stop: AbortSignal): Promise<Opened> {
  const checked = await untilStopped(checkTarget(options, call), stop)
  if (checked === undefined) return refused('unreachable')
  if ('outcome' in checked) return checked
  const { target, addresses } = checked
  const headers = requestHeaders(call, target.url.host)
  if (headers === undefined) return refused('header')
  const [address = ''] = addresses
  const { ca } = options
  const sent = await sendPinned(call, { target, address, headers, stop, ...(ca !== undefined && { ca }) })
  if (sent.end === 'unsent') return { ...refused('unreachable'), address }
  if (sent.end === 'unknown') return { outcome: 'in_doubt', reason: stop.aborted ? 'timeout' : 'connection-lost', address }
  const { message } = sent
  return { outcome: 'ok', status: message.statusCode ?? 0, headers: headersOf(message), address, message }
}

interface Checked {
  readonly target: Target
  readonly addresses: readonly string[]
}

async function checkTarget(
  { resolve, loopback }: EgressOptions,
  {
    url,
    mode = 'live',
    allowHosts,
  }: { url: string; mode?: EgressCall['mode'] | undefined; allowHosts?: EgressCall['allowHosts'] | undefined },
): Promise<Checked | NotSent> {
  const target = readTarget(url, mode, allowHosts)
  if (typeof target === 'string') return refused(target)
  const addresses = target.isLiteral ? [target.host] : await resolve(target.host)
  const refusal = judgeTarget(target, addresses, { mode, loopback })
  return refusal === undefined ? { target, addresses } : refused(refusal)
}

function refused(reason: EgressRefusal): NotSent {
  return { outcome: 'refused', reason }
}

/** Undefined where the time is up first; what was begun is only a question to DNS. */
function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  const stopped = new Promise<undefined>((resolve) => stop.addEventListener('abort', () => resolve(undefined), { once: true }))
  return Promise.race([work, stopped])
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) for (const one of [value ?? []].flat()) headers.append(name, one)
  return headers
}
