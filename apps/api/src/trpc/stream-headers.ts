import { fail } from '@mas/kernel'

const carried = ['authorization', 'x-platform'] as const
const headerValue = /^[\x20-\x7e]{0,8192}$/

/** EventSource sends no headers of its own, so a live query brings the ones it needs as connection parameters. */
export function streamHeaders(headers: Headers, params: Readonly<Record<string, string | undefined>> | null): Headers {
  if (params === null) return headers
  const merged = new Headers(headers)
  for (const name of carried) {
    const value = params[name]
    if (value === undefined) continue
    if (!headerValue.test(value))
      throw fail('request.invalid', { issues: [{ path: ['connectionParams', name], message: 'not a header value' }] })
    merged.set(name, value)
  }
  return merged
}
