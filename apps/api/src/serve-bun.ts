import type { Hono } from 'hono'
import type { EdgeEnv } from './http/edge-env.ts'

export interface Server {
  readonly url: string
  /** Takes no new connections and waits for requests at work, at most so long. */
  stop(longestMs: number): Promise<void>
}

/** Uploads go up to 500 MiB; everything else is held to its own, lower limit by the app. */
const largestBodyBytes = 512 * 1024 * 1024

/** Bun takes a body that nobody has begun to read from the socket to the disk by itself. */
const bodyToFile = (body: ReadableStream<Uint8Array>, path: string) => Bun.write(path, new Response(body))

export function serveOnBun(app: Hono<EdgeEnv>, port: number): Server {
  const server = Bun.serve({
    port,
    // Streams are pinged every 5 s; Bun's own 10 s would be too close to that.
    idleTimeout: 30,
    maxRequestBodySize: largestBodyBytes,
    fetch: (request, self) => app.fetch(request, { peerAddress: () => self.requestIP(request)?.address, bodyToFile }),
    error: () => new Response(null, { status: 500 }),
  })
  return {
    url: `http://localhost:${server.port}`,
    stop: async (longestMs) => {
      const late = setTimeout(() => void server.stop(true), longestMs)
      await server.stop(false)
      clearTimeout(late)
    },
  }
}
