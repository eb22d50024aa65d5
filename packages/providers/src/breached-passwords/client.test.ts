import { expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { Hono } from 'hono'
import { createBreachedPasswords } from './client.ts'
import { describeBreachedPasswords } from './contract.ts'
import { countInRange } from './map.ts'
import { createBreachedPasswordsFaults } from './sandbox-faults.ts'
import { breachedPasswordsSandbox } from './sandbox.ts'

describeBreachedPasswords('range search', async () => {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const faults = createBreachedPasswordsFaults()
  const asked: { path: string; padding: string | undefined }[] = []
  const app = new Hono()
  app.use(async (c, next) => {
    asked.push({ path: c.req.path, padding: c.req.header('add-padding') })
    await next()
  })
  app.route('/', breachedPasswordsSandbox({ faults }))
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
  const adapterAt = (url: string) => createBreachedPasswords({ mode: 'sandbox', url, clock, log: silentLog, timeoutMs: 2_000 })
  return {
    fresh: () => adapterAt(server.url.origin),
    unreachable: () => adapterAt('http://127.0.0.1:1'),
    faults,
    asked,
    stop: () => server.stop(true),
  }
})

const suffix = 'A'.repeat(35)

test('a padding line with the very suffix is no hit', () => {
  expect(countInRange(`${suffix}:0\r\n`, suffix)).toEqual({ outcome: 'ok', value: 0 })
})

test('lower case and blank lines are read, anything else is no answer', () => {
  expect(countInRange(`\n${suffix.toLowerCase()}:12\n`, suffix)).toEqual({ outcome: 'ok', value: 12 })
  expect(countInRange(`${suffix}:many`, suffix)).toMatchObject({ outcome: 'refused' })
})
