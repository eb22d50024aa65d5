import type { Runtime } from '@mas/platform'
import type { Readiness } from '@mas/wiring'
import { createServer } from 'node:http'

/** Health and metrics of the worker, for this machine only. */
export async function serveOps(
  { metrics }: Runtime,
  check: () => Promise<Readiness>,
  port: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const json = (status: number, body: object) => ({ status, type: 'application/json', text: JSON.stringify(body) })
  const pages: Readonly<Record<string, () => Promise<{ status: number; type: string; text: string }>>> = {
    '/healthz': async () => json(200, { status: 'alive' }),
    '/readyz': async () => {
      const state = await check()
      return json(state.status === 'ready' ? 200 : 503, state)
    },
    '/metrics': async () => ({ status: 200, type: metrics.registry.contentType, text: await metrics.registry.metrics() }),
  }
  const server = createServer((request, response) => {
    const page = pages[request.url ?? '']
    if (page === undefined) {
      response.writeHead(404).end()
      return
    }
    page().then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
