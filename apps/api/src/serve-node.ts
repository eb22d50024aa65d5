import { serve, type HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { Server as HttpServer } from 'node:http'
import type { EdgeEnv } from './http/edge-env.ts'
import type { Server } from './serve-bun.ts'

export async function serveOnNode(app: Hono<EdgeEnv>, port: number): Promise<Server> {
  const { server, bound } = await new Promise<{ server: ReturnType<typeof serve>; bound: number }>((resolve) => {
    const started = serve(
      {
        port,
        // Headers that trickle in hold a connection no longer than this; bodies have their own deadlines in the app.
        serverOptions: { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 },
        fetch: (request, bindings) => app.fetch(request, { peerAddress: () => asBindings(bindings).incoming?.socket.remoteAddress }),
      },
      (address) => resolve({ server: started, bound: address.port }),
    )
  })
  return {
    url: `http://localhost:${bound}`,
    stop: (longestMs) =>
      new Promise((resolve) => {
        const late = setTimeout(() => closeAll('closeAllConnections'), longestMs)
        server.close(() => {
          clearTimeout(late)
          resolve()
        })
        // Kept-alive connections without a request would hold the server open until their time-out.
        closeAll('closeIdleConnections')
      }),
  }

  function closeAll(what: 'closeAllConnections' | 'closeIdleConnections'): void {
    if (server instanceof HttpServer) server[what]()
  }
}

/** The adapter always passes the sockets along, although its type allows for HTTP/2 without them. */
function asBindings(bindings: unknown): Partial<HttpBindings> {
  return bindings as Partial<HttpBindings>
}
