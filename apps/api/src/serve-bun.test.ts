import { Hono } from 'hono'
import { expect, test } from 'bun:test'
import type { EdgeEnv } from './http/edge-env.ts'
import { serveOnBun } from './serve-bun.ts'

function gatedApp() {
  const entered = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<string>()
  const app = new Hono<EdgeEnv>()
  app.get('/slow', async (c) => (entered.resolve(), c.text(await gate.promise)))
  return { app, entered: entered.promise, release: gate.resolve }
}

test('stopping lets the requests at work finish and takes no new ones', async () => {
  const { app, entered, release } = gatedApp()
  const server = serveOnBun(app, 0)
  const answer = fetch(`${server.url}/slow`)
  await entered
  const stopped = server.stop(10_000)
  expect(
    await fetch(`${server.url}/slow`).then(
      () => 'served',
      () => 'refused',
    ),
  ).toBe('refused')
  release('done')
  expect(await (await answer).text()).toBe('done')
  await stopped
})

test('what does not finish in time is cut off', async () => {
  const { app, entered } = gatedApp()
  const server = serveOnBun(app, 0)
  const answer = fetch(`${server.url}/slow`).then(
    () => 'served',
    () => 'cut',
  )
  await entered
  await server.stop(50)
  expect(await answer).toBe('cut')
})
