import type { ProviderAnswer } from '@mas/kernel/providers'
import { inDoubt, refused } from './answers.ts'
import { attemptCall } from './attempt.ts'
import { backoffMs } from './backoff.ts'
import { createBreaker, type Breaker } from './breaker.ts'
import type { HttpCall, HttpClient, HttpClientOptions, ReplyReader } from './types.ts'
import { judge, type Verdict } from './verdict.ts'

const mebibyte = 1_048_576
const backoff = { firstMs: 200, ceilingMs: 2_000 }

/**
 * The one way to call a third party over HTTP: time-out, bounded answers, repetition only where the call says that it
 * is harmless, a circuit breaker, and an honest `in_doubt` where the work may have been done.
 */
export function createHttpClient(options: HttpClientOptions, breaker = createBreaker(options.clock)): HttpClient {
  return { call: (call, read) => runCall(options, breaker, call, read) }
}

async function runCall<T>(options: HttpClientOptions, breaker: Breaker, call: HttpCall, read: ReplyReader<T>): Promise<ProviderAnswer<T>> {
  const attempts = call.effect === 'once' ? 1 : (call.attempts ?? options.attempts ?? 3)
  /** Set by the first attempt that may have been carried out; no later refusal can take it back. */
  let doubt: string | undefined
  for (let attempt = 1; ; attempt++) {
    const verdict = await tryOnce(options, breaker, call)
    if (verdict.kind === 'reply') return settleDoubt(doubt, read(verdict.reply))
    if (verdict.kind === 'unknown' && call.effect !== 'none') doubt ??= `${call.operation}: ${verdict.reason}`
    const waitMs = attempt < attempts ? pauseMs(options, verdict, attempt) : undefined
    if (waitMs === undefined) return settleDoubt(doubt, refusalOf(call, verdict))
    await (options.sleep ?? timer)(waitMs)
  }
}

type Failure = Exclude<Verdict, { kind: 'reply' }> | { readonly kind: 'barred'; readonly waitSeconds: number }

async function tryOnce(options: HttpClientOptions, breaker: Breaker, call: HttpCall): Promise<Verdict | Failure> {
  const admission = breaker.admit()
  if (!admission.admitted) return { kind: 'barred', waitSeconds: admission.retryAfterSeconds }
  let available = false
  try {
    const timeoutMs = call.timeoutMs ?? options.timeoutMs
    const verdict = judge(await attemptCall(call, timeoutMs, options.maxBytes ?? mebibyte), options.clock)
    available = verdict.available
    if (verdict.kind !== 'reply') {
      const fields = { provider: options.provider, operation: call.operation, reason: verdict.reason }
      options.log.warn('a provider did not do what it was asked', fields)
    }
    return verdict
  } finally {
    admission.settle(available)
  }
}

/** How long to wait before the next attempt; nothing when there should be none. */
function pauseMs(options: HttpClientOptions, failure: Failure, attempt: number): number | undefined {
  if (failure.kind === 'barred' || (failure.kind === 'unknown' && !failure.again)) return undefined
  const jitterMs = backoffMs(attempt, options.random ?? Math.random, backoff)
  const askedMs = failure.kind === 'not-done' ? (failure.waitSeconds ?? 0) * 1000 : 0
  return askedMs > (options.maxWaitMs ?? 2_000) ? undefined : Math.max(askedMs, jitterMs)
}

function refusalOf(call: HttpCall, failure: Failure): ProviderAnswer<never> {
  switch (failure.kind) {
    case 'barred':
      return refused('the provider is not asked for a moment: it did not answer', 'other-provider', failure.waitSeconds)
    case 'not-done':
      return refused(`${call.operation}: ${failure.reason}`, 'later', failure.waitSeconds)
    case 'unknown':
      return refused(`${call.operation}: ${failure.reason}`, failure.again ? 'later' : 'never')
  }
}

/** A definite success or a final refusal settles a doubt; "not now" says nothing about the attempt before. */
function settleDoubt<T>(doubt: string | undefined, answer: ProviderAnswer<T>): ProviderAnswer<T> {
  if (doubt === undefined || answer.outcome !== 'refused' || answer.retry === 'never') return answer
  return inDoubt(doubt)
}

const timer = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
