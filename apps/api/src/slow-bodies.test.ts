import { refusalOf, useHarness } from '@mas/testing'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'bun:test'
import { testApp } from './edge-fixture.ts'
import { steadyBody } from './http/steady-body.ts'
import { serveOnBun } from './serve-bun.ts'

const harness = useHarness()
const lengths = { declared: 'Content-Length: 900', chunked: 'Transfer-Encoding: chunked' } as const
const onBun = () => serveOnBun(testApp(harness, { bodyLimits: { maxBytes: 1_000, deadlineMs: 300 } }), 0)

/** Sends a head and then a byte every 50 ms until the other side hangs up; answers what it said and how long it took. */
function trickle(url: string, path: string, length: keyof typeof lengths): Promise<{ said: string; afterMs: number }> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(Number(new URL(url).port), 'localhost', () => {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${lengths[length]}\r\n\r\n`)
    })
    const timer = setInterval(() => socket.writable && socket.write(length === 'chunked' ? '1\r\nx\r\n' : 'x'), 50)
    const giveUp = setTimeout(() => reject(new Error(`still held after 25 s: ${said}`)), 25_000)
    socket.on('data', (bytes) => (said += bytes.toString()))
    // Writing to whoever has hung up is how one finds out.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      clearTimeout(giveUp)
      resolve({ said, afterMs: performance.now() - startedMs })
    })
  })
}

async function isGivenUp(url: string, path: string): Promise<void> {
  for (const length of ['declared', 'chunked'] as const) {
    // On a busy machine the server itself may end a request first, with a 400: what is asked for is our own answer.
    let answer = await trickle(url, path, length)
    for (let again = 0; again < 4 && answer.said.startsWith('HTTP/1.1 400'); again++) answer = await trickle(url, path, length)
    const { said, afterMs } = answer
    expect([path, length, said.split('\r\n')[0]]).toEqual([path, length, 'HTTP/1.1 408 Request Timeout'])
    expect(said).toContain('request.too-slow')
    // The whole body would take 45 s.
    expect(afterMs).toBeLessThan(25_000)
  }
}

test('a body that trickles in is given up in time and its connection closed, declared length or not', async () => {
  const server = onBun()
  for (const path of ['/trpc/identity.signIn', '/auth/refresh', '/v1/status']) await isGivenUp(server.url, path)
  await server.stop(100)
})

test('so it is on the Node adapter, under Node where this machine has a recent one', async () => {
  const child = Bun.spawn([...runtime(), fileURLToPath(new URL('node-adapter-fixture.ts', import.meta.url))], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  try {
    const { value } = await child.stdout.getReader().read()
    const url = Buffer.from(value ?? [])
      .toString()
      .trim()
    await isGivenUp(url, '/anything')
    const answer = await fetch(url, { method: 'POST', body: 'all at once' })
    expect([answer.status, await answer.text()]).toEqual([200, 'all at once'])
  } finally {
    child.kill()
  }
})

function runtime(): string[] {
  const { exitCode, stdout } = Bun.spawnSync(['sh', '-c', 'node --version'])
  const [major = 0, minor = 0] = stdout.toString().replace('v', '').split('.').map(Number)
  return exitCode === 0 && (major > 22 || (major === 22 && minor >= 12))
    ? ['node', '--experimental-strip-types', '--no-warnings']
    : [process.execPath]
}

test('a usual body arrives whole, and the connection serves the next request', async () => {
  const server = onBun()
  for (let n = 0; n < 3; n++) {
    const answer = await fetch(`${server.url}/trpc/identity.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { email: 'nobody@example.in' } }),
    })
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { json: { data: { code: 'request.invalid' } } } }])
  }
  await server.stop(100)
})

const pieces = (sizes: readonly number[], endless = false) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const size of sizes) controller.enqueue(new Uint8Array(size))
      if (!endless) controller.close()
    },
  })
async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0
  for await (const piece of body) size += piece.byteLength
  return size
}

test('an upload takes as long as it needs while it gets on, and is given up when it stands still', async () => {
  const pace = { stallMs: 100, leastBytesPerSecond: 1_000 }
  expect(await sizeOf(steadyBody(pieces([1_000, 1, 5_000]), pace))).toBe(6_001)
  expect(await sizeOf(steadyBody(null, pace))).toBe(0)
  expect(await refusalOf(sizeOf(steadyBody(pieces([10], true), pace)))).toBe('request.too-slow')
})
