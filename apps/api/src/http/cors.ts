export interface Cors {
  /** The answer to a preflight, or undefined when this is none. */
  preflight(request: Request): Response | undefined
  /** False for a browser page of a foreign origin that sends cookies along to change something. */
  admits(request: Request): boolean
  /** Lets an allow-listed page read the answer. */
  decorate(request: Request, headers: Headers): void
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Which web pages may call. Only origins on the list, and pages of our own, are ever named in an answer. */
export function corsPolicy(publicUrl: string, allowList: readonly string[]): Cors {
  const own = new URL(publicUrl).origin
  const allowed = new Set(allowList)
  const isAllowed = (origin: string) => origin === own || allowed.has(origin)
  return {
    preflight: (request) => {
      if (request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method')) return undefined
      const origin = request.headers.get('origin')
      if (origin === null || !isAllowed(origin)) return new Response(null, { status: 204 })
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers':
            'authorization, content-type, idempotency-key, if-none-match, last-event-id, trpc-accept, x-device-id, x-platform, x-request-id, x-upload-ticket',
          'access-control-max-age': '600',
        },
      })
    },
    admits: (request) => {
      if (safeMethods.has(request.method) || !request.headers.has('cookie')) return true
      const origin = request.headers.get('origin')
      return origin === null || isAllowed(origin) || hostOf(origin) === request.headers.get('host')
    },
    decorate: (request, headers) => {
      const origin = request.headers.get('origin')
      if (origin === null) return
      headers.append('vary', 'origin')
      if (!isAllowed(origin)) return
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-allow-credentials', 'true')
      headers.set('access-control-expose-headers', 'etag, retry-after, x-request-id')
    },
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
