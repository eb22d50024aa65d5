import { fail } from '@mas/kernel'

const printable = /^[\x20-\x7e]{1,200}$/

interface StreamFacts {
  readonly headers: Headers
  /** Stands once, for half a minute, for the access token that has no place in an address. */
  readonly ticket?: string
}

/**
 * A browser's EventSource sends no headers of its own, so a live query brings what it needs in its address: the
 * platform, and a socket ticket. Addresses end up in logs and histories; an access token is refused there.
 */
export function streamFacts(headers: Headers, params: Readonly<Record<string, string | undefined>> | null): StreamFacts {
  if (params === null) return { headers }
  if (params['authorization'] !== undefined)
    throw invalid('authorization', 'an access token has no place in an address; send a socket ticket')
  const { ticket, 'x-platform': platform } = params
  for (const [name, value] of Object.entries({ ticket, 'x-platform': platform }))
    if (value !== undefined && !printable.test(value)) throw invalid(name, 'not a header value')
  const merged = new Headers(headers)
  if (platform !== undefined) merged.set('x-platform', platform)
  return { headers: merged, ...(ticket !== undefined && { ticket }) }
}

function invalid(name: string, message: string) {
  return fail('request.invalid', { issues: [{ path: ['connectionParams', name], message }] })
}
