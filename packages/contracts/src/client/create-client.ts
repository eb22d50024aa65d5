import { createTRPCClient, httpBatchLink, httpSubscriptionLink, retryLink, splitLink, type TRPCClient } from '@trpc/client'
import type { Platform } from '../core/index.ts'
import type { AppRouter } from './app-router.gen.ts'
import { errorOf } from './client-error.ts'
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
   * With it the access token travels as a header, asked for again at every reconnection. A browser's own class cannot
   * send headers; there a ticket stands in the address, which opens one stream and is worthless after 30 seconds.
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
  const batch = httpBatchLink<AppRouter>({
    url: `${options.url}/trpc`,
    transformer,
    headers,
    maxItems: 20,
    ...(options.fetch && { fetch: options.fetch }),
  })
  const url = `${options.url}/trpc`
  const given = options.EventSource
  const live =
    given === undefined
      ? [
          retryLink<AppRouter>({
            // A browser that reconnects by itself shows the same ticket again: the stream begins anew with another one.
            retry: ({ error }) => errorOf(error)?.code === 'identity.ticket-invalid',
            retryDelayMs: (attempts) => Math.min(30_000, 250 * 2 ** Math.min(attempts, 7)),
          }),
          httpSubscriptionLink({ url, transformer, connectionParams: () => ticketFor(options, batch) }),
        ]
      : httpSubscriptionLink({ url, transformer, EventSource: given, eventSourceOptions: { fetch: fetchWith(headers) } })
  return createTRPCClient<AppRouter>({ links: [splitLink({ condition: (op) => op.type === 'subscription', true: live, false: batch })] })
}

/** What may stand in the address of a stream. */
async function ticketFor({ accessToken, platform }: ClientOptions, batch: ReturnType<typeof httpBatchLink<AppRouter>>) {
  const params: Record<string, string> = {}
  if (platform !== undefined) params['x-platform'] = platform
  if ((await accessToken?.()) === undefined) return params
  const { ticket } = await createTRPCClient<AppRouter>({ links: [batch] }).identity.issueSocketTicket.mutate({})
  return { ...params, ticket }
}
