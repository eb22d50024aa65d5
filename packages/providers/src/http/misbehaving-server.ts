import { createServer, type Socket } from 'node:net'

/** What the server does with the next request; after the last one it repeats the last. */
export type Behaviour =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Reads the whole request and closes without a word. */
  | 'drop'
  /** Reads the whole request and says nothing. */
  | 'hang'
  /** Promises a body and closes half-way through it. */
  | 'truncate'
  /** A body without end. */
  | 'flood'

/** A real HTTP server on a loopback port that does what real vendors do on bad days. For tests. */
export async function startMisbehavingServer(...script: readonly Behaviour[]) {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (!isComplete(received)) return
      requests.push(received)
      received = ''
      play(socket, script[Math.min(requests.length, script.length) - 1] ?? 'drop')
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    /** Every request as it came over the wire. */
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function isComplete(received: string): boolean {
  const [head, body] = received.split('\r\n\r\n', 2)
  if (body === undefined || head === undefined) return false
  const length = /content-length: (\d+)/i.exec(head)?.[1] ?? '0'
  return body.length >= Number(length)
}

function play(socket: Socket, behaviour: Behaviour): void {
  if (behaviour === 'hang') return
  if (behaviour === 'drop') {
    socket.destroy()
  } else if (behaviour === 'truncate') {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this much')
  } else if (behaviour === 'flood') {
    flood(socket)
  } else {
    const body = behaviour.body ?? ''
    const headers = { ...behaviour.headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${behaviour.status} Played\r\n${lines.join('')}\r\n${body}`)
  }
}

function flood(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n')
  const more = () => {
    while (socket.writable && socket.write('x'.repeat(65_536)));
  }
  socket.on('drain', more)
  more()
}
