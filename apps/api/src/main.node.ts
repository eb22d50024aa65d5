/** The same API on Node 22.12 or later: `node --experimental-strip-types apps/api/src/main.node.ts`. */
import { onStopSignal } from '@mas/wiring'
import { openApi } from './open-api.ts'
import { serveOnNode } from './serve-node.ts'

const api = await openApi()
const server = await serveOnNode(api.app, api.port)

onStopSignal(20_000, async () => {
  await api.startDraining()
  await server.stop(10_000)
  await api.close()
})
api.log.info('api ready', { url: server.url })
