/** The same API on Node 22.12 or later: `node --experimental-strip-types apps/api/src/main.node.ts`. */
import { onStopSignal } from '@mas/wiring'
import { openApi } from './open-api.ts'
import { serveOnNode } from './serve-node.ts'

const opening = openApi()
const serving = opening.then((api) => serveOnNode(api.app, api.port))
// Before anything is awaited: opening may wait for Postgres, and no signal may find the process without an answer.
onStopSignal(20_000, async () => {
  const api = await opening
  await api.startDraining()
  await (await serving).stop(10_000)
  await api.close()
})
const { url } = await serving
const { log } = await opening
log.info('api ready', { url })
