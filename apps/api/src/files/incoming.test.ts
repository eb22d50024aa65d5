import { fileKeysFrom, filesFor } from '@mas/domain/files'
import { inTx } from '@mas/kernel'
import { localFolderStore } from '@mas/providers/object-store'
import { someone, useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testApp } from '../edge-fixture.ts'
import { createApp } from '../app.ts'
import { resolveActor } from '../auth/resolve-actor.ts'
import { incomingBody } from '../http/incoming-body.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-incoming-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(9))
const harness = useHarness({ ports: { fileStore: localFolderStore(folder), fileKeys } })
let server: Server | undefined
beforeAll(() => {
  server = serveOnBun(testApp(harness), 0)
})
afterAll(() => server?.stop(0))

const announce = (size: number) =>
  inTx(harness.ctx(someone('ADMIN')), (t) =>
    filesFor('leads').createTicket(t, fileKeys, { purpose: 'import', ownerRef: 'x', name: 'a.csv', size }),
  )
const incoming = () => readdirSync(join(folder, 'incoming'))

/** Speaks HTTP by hand: a head, then some of the body, then whatever `then` does with the connection. */
function speak(path: string, ticket: string, length: string, body: string, then: 'hang up' | 'wait'): Promise<string> {
  const said = Promise.withResolvers<string>()
  let heard = ''
  const socket = connect(Number(new URL(server?.url ?? '').port), 'localhost', () => {
    socket.write(`PUT ${path} HTTP/1.1\r\nHost: localhost\r\nX-Upload-Ticket: ${ticket}\r\n${length}\r\n\r\n${body}`, () => {
      if (then === 'hang up') setTimeout(() => socket.destroy(), 50)
    })
  })
  socket.on('data', (bytes) => {
    heard += bytes.toString()
    if (heard.includes('\r\n\r\n')) socket.destroy()
  })
  socket.on('error', () => {})
  socket.on('close', () => said.resolve(heard.split('\r\n')[0] ?? ''))
  return said.promise
}

test('an upload that is cut off leaves nothing, is no fault of ours, and may be sent again on the same ticket', async () => {
  const { fileId, ticket } = await announce(100)
  const path = `/files/upload/${fileId}`
  for (const length of ['Content-Length: 100', 'Transfer-Encoding: chunked'])
    expect(await speak(path, ticket, length, length.startsWith('C') ? 'x,y' : '3\r\nx,y\r\n', 'hang up')).toBe('')
  // The write notices a moment after the hang-up.
  for (let looks = 0; incoming().length > 0 && looks < 200; looks += 1) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(incoming()).toEqual([])
  expect(harness.logged()).not.toContain('request failed')
  const again = await fetch(`${server?.url}${path}`, { method: 'PUT', headers: { 'x-upload-ticket': ticket }, body: 'a,b\n'.repeat(25) })
  expect([again.status, await again.json()]).toMatchObject([200, { size: 100 }])
})

test('a body announced as too long is refused before its first byte, one of unknown length at the byte too many', async () => {
  const { fileId, ticket } = await announce(10)
  const path = `/files/upload/${fileId}`
  expect(await speak(path, ticket, 'Content-Length: 11', '', 'wait')).toContain(' 429 ')
  expect(await speak(path, ticket, 'Transfer-Encoding: chunked', 'b\r\nhello,world\r\n', 'wait')).toContain(' 429 ')
  expect(incoming()).toEqual([])
})

test('a body the runtime writes by itself is refused when it stands still, and when it trickles', async () => {
  const grows = async (path: string, everyMs: number) => {
    for (let n = 0; n < 40; n += 1) {
      await Bun.write(path, 'x'.repeat(n))
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
    return 39
  }
  const arriving = (write: (path: string) => Promise<number>) =>
    incomingBody(
      new Request('http://localhost', { method: 'PUT', body: 'x', headers: { 'content-length': '39' } }),
      { bodyToFile: (_, path) => write(path) },
      { stallMs: 100, leastBytesPerSecond: 10_000 },
    ).straight
  const codeOf = (work: Promise<void> | undefined) => work?.then(String, (thrown: unknown) => String(Reflect.get(Object(thrown), 'code')))
  const file = join(folder, 'trickle')
  expect(await codeOf(arriving((path) => grows(path, 10))?.toFile(file))).toBe('request.too-slow')
  expect(await codeOf(arriving(() => new Promise(() => {}))?.toFile(join(folder, 'nothing')))).toBe('request.too-slow')
})

test('a disk that is full while an upload comes is an outage of ours, not a hang-up of the sender, and keeps nothing', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  const { fileId, ticket } = await announce(39)
  const bindings = { bodyToFile: () => Promise.reject(full) }
  const deps = { runtime: harness.runtime, publicUrl: 'http://localhost:3000', corsOrigins: [], trustedProxies: 0, resolveActor }
  const answer = await createApp(deps).request(
    `/files/upload/${fileId}`,
    { method: 'PUT', body: 'x'.repeat(39), headers: { 'x-upload-ticket': ticket, 'content-length': '39' } },
    bindings,
  )
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'files.store-unavailable' }])
  expect(harness.logged()).toContain('no space left on device')
  expect(incoming()).toEqual([])
})
