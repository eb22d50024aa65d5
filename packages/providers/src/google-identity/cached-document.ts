import type { Clock } from '@mas/kernel/clock'
import type { ProviderAnswer } from '@mas/kernel/providers'
import type { z } from 'zod'
import { ok, refused, type HttpClient, type HttpReply } from '../http/index.ts'

export interface CachedDocument<T> {
  /** From memory while it is fresh; concurrent callers share one request. */
  get(): Promise<ProviderAnswer<T>>
  /** Asks again, however fresh the copy is; within half a minute of having done so it answers the copy. */
  refetch(): Promise<ProviderAnswer<T>>
}

const hourSeconds = 3_600
/** Strangers can make us ask again, by naming a key that nobody has. */
const leastGapMs = 30_000
const bounds = { least: 60, most: 24 * hourSeconds }

/** A JSON document kept as long as its `Cache-Control` says: at least a minute, at most a day. */
export function cachedDocument<T>(
  http: HttpClient,
  clock: Clock,
  source: { readonly operation: string; readonly url: string; readonly schema: z.ZodType<T> },
): CachedDocument<T> {
  let kept: { readonly value: T; readonly until: number } | undefined
  let pending: Promise<ProviderAnswer<T>> | undefined
  let askedAgainAt = Number.NEGATIVE_INFINITY

  const read = (reply: HttpReply): ProviderAnswer<T> => {
    if (reply.status !== 200) return refused(`${source.operation}: answered ${reply.status}`, 'later')
    const parsed = source.schema.safeParse(reply.json())
    if (!parsed.success) return refused(`${source.operation}: unreadable answer`, 'later')
    kept = { value: parsed.data, until: clock.now().getTime() + maxAgeSeconds(reply.headers) * 1000 }
    return ok(parsed.data)
  }
  const fetchIt = async () => {
    pending ??= http
      .call({ operation: source.operation, method: 'GET', url: source.url, effect: 'none', attempts: 2 }, read)
      .finally(() => {
        pending = undefined
      })
    return pending
  }
  return {
    refetch: async () => {
      const now = clock.now().getTime()
      if (kept !== undefined && now < askedAgainAt + leastGapMs) return ok(kept.value)
      askedAgainAt = now
      return fetchIt()
    },
    get: async () => (kept !== undefined && kept.until > clock.now().getTime() ? ok(kept.value) : fetchIt()),
  }
}

function maxAgeSeconds(headers: Headers): number {
  const stated = /(?:^|[\s,])max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1]
  const seconds = stated === undefined ? hourSeconds : Number(stated)
  return Math.min(bounds.most, Math.max(bounds.least, seconds))
}
