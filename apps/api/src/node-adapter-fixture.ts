/**
 * A server on the Node adapter alone, for tests: the adapter replaces `Response` for the whole process it runs in, so
 * it gets one of its own. Prints its address.
 */
import { toAppError } from '@mas/kernel'
import { Hono } from 'hono'
import { limitedBody } from './http/body-limit.ts'
import type { EdgeEnv } from './http/edge-env.ts'
import { serveOnNode } from './serve-node.ts'

const app = new Hono<EdgeEnv>()
app.post('*', async (c) => c.text(await (await limitedBody(c.req.raw, { maxBytes: 1_000, deadlineMs: 300 })).text()))
app.onError((thrown, c) => {
  c.header('connection', 'close')
  return c.text(toAppError(thrown).code, 408)
})
const { url } = await serveOnNode(app, 0)
console.log(url)
