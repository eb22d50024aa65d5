import type { ProviderAnswer } from '@mas/kernel/providers'
import { ok, refused } from '../http/index.ts'
import { errorCodes } from '../http/connection-error.ts'
import { signed } from './sign.ts'
import type { S3Body, S3Options } from './types.ts'

/**
 * The bytes as they are taken. The time-out is one for the answer to begin: how long a reader takes over a recording is
 * the reader's affair.
 */
export async function fetchBody(
  options: S3Options,
  key: string,
  range?: { readonly from: number; readonly to: number },
): Promise<ProviderAnswer<S3Body | null>> {
  if (range !== undefined && range.to <= range.from) return ok({ size: 0, bytes: new Blob([]).stream() })
  const asked: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.from}-${range.to - 1}` }
  const { url, headers } = await signed(options, { method: 'GET', key, headers: asked })
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), options.timeoutMs ?? 10_000)
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: stop.signal })
    const size = Number(response.headers.get('content-length') ?? Number.NaN)
    if (response.status === 200 || response.status === 206) return ok({ size, bytes: response.body ?? new Blob([]).stream() })
    await response.body?.cancel()
    if (response.status === 404) return ok(null)
    return refused(`s3: get answered ${response.status}`, response.status === 403 || response.status === 416 ? 'never' : 'later')
  } catch (thrown) {
    return refused(`s3: get: ${stop.signal.aborted ? 'no answer' : errorCodes(thrown).join(', ') || 'connection lost'}`, 'later')
  } finally {
    clearTimeout(timer)
  }
}
