/** The API on Bun. */
import { onStopSignal } from '@mas/wiring'
import { openApi } from './open-api.ts'
import { serveOnBun } from './serve-bun.ts'

const api = await openApi()
const server = serveOnBun(api.app, api.port)

onStopSignal(20_000, async () => {
  await api.startDraining()
  await server.stop(10_000)
  await api.close()
})
api.log.info('api ready', { url: server.url })
