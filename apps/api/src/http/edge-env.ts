/** What a runtime's adapter tells about one connection; all are absent in tests that call `app.request`. */
export interface EdgeBindings {
  /** Network address of whoever opened the connection: a proxy of ours, or the caller. */
  readonly peerAddress?: () => string | undefined
  /** Writes a request's body into a new file without passing it through our memory, where the runtime can; answers how many bytes it was. */
  readonly bodyToFile?: (body: ReadableStream<Uint8Array>, path: string) => Promise<number>
}

/** Facts of one request, set once by the outermost middleware. */
export interface EdgeVariables {
  requestId: string
  client: ClientFacts
  /** Set when the caller is resolved; for the access line. */
  actor?: string
}
export interface ClientFacts {
  readonly ip: string
  readonly userAgent: string
  /** From `x-device-id`, where it is well-formed. */
  readonly deviceId?: string
}

export interface EdgeEnv {
  Bindings: EdgeBindings
  Variables: EdgeVariables
}

/** Hono hands on whatever the adapter gave, and `app.request` gives nothing. */
export function peerOf(bindings: EdgeBindings | undefined): string | undefined {
  return bindings?.peerAddress?.()
}
