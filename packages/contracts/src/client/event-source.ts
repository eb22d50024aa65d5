/** What live queries need of an EventSource class whose requests go through a `fetch` of ours. */
export type EventSourceClass = new (url: string, options: EventSourceOptions) => OpenEventSource

interface EventSourceOptions {
  readonly fetch: (url: string | URL, init: FetchInit) => Promise<Response>
}
interface FetchInit {
  readonly headers: Record<string, string>
}
interface OpenEventSource {
  readonly CONNECTING: number
  readonly OPEN: number
  readonly CLOSED: number
  readonly readyState: number
  addEventListener(type: string, listener: (event: object) => void): void
  removeEventListener(type: string, listener: (event: object) => void): void
  close(): void
}

/** A fetch that asks for the headers anew each time, because a stream outlives the access token it began with. */
export function fetchWith(headers: () => Promise<Record<string, string>>): EventSourceOptions['fetch'] {
  return async (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...(await headers()) } })
}
