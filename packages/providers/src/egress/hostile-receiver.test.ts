import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'bun:test'
import { createEgress, createResolver } from './index.ts'

const egress = createEgress({ resolve: createResolver([]), loopback: true })

/** One call to a receiver that talks as it likes once the request has come. */
async function called(talk: (socket: Socket) => void, timeoutMs: number): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => talk(socket))
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const answer = await egress.request({
    method: 'POST',
    url: `http://127.0.0.1:${port}/`,
    mode: 'sandbox',
    body: 'x',
    timeoutMs,
    maxBytes: 65_536,
  })
  server.close()
  if (answer.outcome !== 'ok') return `${answer.outcome} ${answer.reason}`
  return `ok ${answer.status} ${answer.body.byteLength}${answer.truncated ? ' and more' : ''}`
}

const says = (text: string | Uint8Array) => (socket: Socket) => void socket.end(text)
const forEver = (first: string, piece: string) => (socket: Socket) => {
  socket.write(first)
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', more)
  }
  more()
}
const dripping = (first: string) => (socket: Socket) => {
  socket.write(first)
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('a: b\r\n')), 20)
}
const head = 'HTTP/1.1 200 OK\r\n'
const chunked = `${head}transfer-encoding: chunked\r\n\r\n`
const zipped = gzipSync(Buffer.alloc(20_000_000))

// With half a minute to spare a call that ends as lost was hung up on, and nothing was let run on.
test.each<[string, (socket: Socket) => void, string]>([
  ['answers before the answer, for ever', forEver('', 'HTTP/1.1 100 Continue\r\n\r\n'), 'in_doubt connection-lost'],
  ['hints before the answer, for ever', forEver('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 'in_doubt connection-lost'],
  ['headers without end', forEver(head, `x-a: ${'b'.repeat(8_000)}\r\n`), 'in_doubt connection-lost'],
  ['one header without end', forEver(head, 'b'.repeat(8_000)), 'in_doubt connection-lost'],
  ['a chunk’s extension without end', forEver(`${chunked}1;`, 'a'.repeat(8_000)), 'in_doubt connection-lost'],
  ['trailers without end', forEver(`${chunked}1\r\nx\r\n0\r\n`, `x-a: ${'b'.repeat(8_000)}\r\n`), 'in_doubt connection-lost'],
  ['two lengths', says(`${head}content-length: 5\r\ncontent-length: 50\r\n\r\nhello`), 'in_doubt connection-lost'],
  ['a negative length', says(`${head}content-length: -5\r\n\r\nhello`), 'in_doubt connection-lost'],
  ['another protocol', says('SSH-2.0-x\r\n'), 'in_doubt connection-lost'],
  ['a NUL in a header', says(`${head}x-a: a\0b\r\ncontent-length: 0\r\n\r\n`), 'in_doubt connection-lost'],
  [
    'a switch of protocols',
    says('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'in_doubt connection-lost',
  ],
  [
    'a bomb in gzip',
    says(Buffer.concat([Buffer.from(`${head}content-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`), zipped])),
    'ok 200',
  ],
])('a receiver that sends %s costs a call and no more', async (_, talk, end) => {
  expect(await called(talk, 30_000)).toStartWith(end)
})

test.each<[string, (socket: Socket) => void]>([
  ['headers', dripping(head)],
  ['a body', dripping(`${head}content-length: 100000\r\n\r\n`)],
])('a receiver that drips %s is left when the time for everything is up', async (_, talk) => {
  expect(await called(talk, 300)).toBe('in_doubt timeout')
})
