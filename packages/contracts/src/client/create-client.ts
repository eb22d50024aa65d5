import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import type { Platform } from '../core/index.ts'
import type { AppRouter } from './app-router.gen.ts'
import { fetchWith, type EventSourceClass } from './event-source.ts'
import { transformer } from './transformer.ts'

export type MasClient = TRPCClient<AppRouter>

export interface ClientOptions {
  /** Base address of the API, for example `https://api.example.in`. */
  readonly url: string
  readonly platform?: Platform
  /** Answers the current access token, or undefined while nobody is signed in. Asked before every request. */
  readonly accessToken?: () => string | undefined | Promise<string | undefined>
  /** More headers per request, for example `idempotency-key`. */
  readonly headers?: () => Record<string, string>
  readonly fetch?: NonNullable<Parameters<typeof httpBatchLink>[0]['fetch']>
  /**
   * For live queries where the platform has none (Node, Bun): the class of the npm package `eventsource`, as it is.
   * With it the access token travels as a header, asked for again at every reconnection; a browser's own class
   * cannot send headers, so there it travels in the address.
   */
  readonly EventSource?: EventSourceClass
}

/** A typed client of the whole API: `await client.leads.listLeads.query({ limit: 20 })`. */
export function createClient(options: ClientOptions): MasClient {
  const headers = async () => {
    const headers: Record<string, string> = { ...options.headers?.() }
    const token = await options.accessToken?.()
    if (options.platform !== undefined) headers['x-platform'] = options.platform
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    return headers
  }
  const batch = httpBatchLink({
    url: `${options.url}/trpc`,
    transformer,
    headers,
    maxItems: 20,
    ...(options.fetch && { fetch: options.fetch }),
  })
  const live = httpSubscriptionLink({
    url: `${options.url}/trpc`,
    transformer,
    ...(options.EventSource === undefined
      ? { connectionParams: headers }
      : { EventSource: options.EventSource, eventSourceOptions: { fetch: fetchWith(headers) } }),
  })
  return createTRPCClient<AppRouter>({ links: [splitLink({ condition: (op) => op.type === 'subscription', true: live, false: batch })] })
}
