/** The API on Bun. */
import { onStopSignal } from '@mas/wiring'
import { openApi } from './open-api.ts'
import { serveOnBun } from './serve-bun.ts'

const opening = openApi()
const serving = opening.then((api) => serveOnBun(api.app, api.port))
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
