import type { Ctx } from '@mas/kernel'
import type { EgressAnswer, EgressCall, EgressStream } from '@mas/kernel/ports/egress'

const mostMs = 15_000
const mostBytes = 1_048_576
const mostDownloadMs = 15 * 60_000

interface Keyed {
  /** Sent as `Idempotency-Key`; the same for every repetition of one action. */
  readonly idempotencyKey?: string
}
/** `timeoutMs` is at most 15 000, `maxBytes` at most 1 MiB; more is taken for the most. */
export type GuardedRequest = EgressCall & Keyed

/**
 * Part for domains, outside transactions: calls an address that somebody gave us, through the egress guard. Repeats
 * nothing by itself: after `in_doubt` the caller decides, because the request may have been carried out.
 */
export function guardedRequest(ctx: Ctx, { idempotencyKey, ...call }: GuardedRequest): Promise<EgressAnswer> {
  const headers = { ...call.headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) }
  return ctx.ports.egress.request({
    ...call,
    headers,
    timeoutMs: Math.min(call.timeoutMs, mostMs),
    maxBytes: Math.min(call.maxBytes, mostBytes),
  })
}

/** A download: the hosts that may serve it are always named, its size is the caller's limit, its time at most 15 minutes. */
export type GuardedDownload = Pick<EgressCall, 'url' | 'headers' | 'maxBytes' | 'timeoutMs' | 'mode'> &
  Required<Pick<EgressCall, 'allowHosts'>>

/**
 * Part for domains, outside transactions: fetches a file from an address that somebody gave us, through the egress guard,
 * as a stream that throws `EgressCut` where the file is longer than allowed or does not arrive whole.
 */
export function guardedDownload(ctx: Ctx, download: GuardedDownload): Promise<EgressStream> {
  return ctx.ports.egress.open({ ...download, method: 'GET', timeoutMs: Math.min(download.timeoutMs, mostDownloadMs) })
}
