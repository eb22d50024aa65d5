import { createServer, type Socket } from 'node:net'
import { hasEicar } from './find-eicar.ts'
import type { ClamdFaults } from './sandbox-faults.ts'

export interface ClamdSandboxOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly faults: ClamdFaults
  /** As clamd's StreamMaxLength. Default 100 MiB. */
  readonly maxBytes?: number
}
export interface ClamdSandbox {
  readonly port: number
  stop(): Promise<void>
}

/** clamd on the loopback: PING, VERSION and INSTREAM, in the forms ended by NUL or by a line break. */
export async function startClamdSandbox({ port, faults, maxBytes = 100 * 1024 * 1024 }: ClamdSandboxOptions): Promise<ClamdSandbox> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that hangs up is a client's right.
    socket.on('error', () => undefined)
    serve(socket, faults, maxBytes)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function serve(socket: Socket, faults: ClamdFaults, maxBytes: number): void {
  let waiting = Buffer.alloc(0)
  const chunks: Buffer[] = []
  let size = 0
  let end: string | undefined
  let isOver = false
  const say = (text: string) => {
    isOver = true
    socket.end(text + (end ?? '\0'))
  }
  socket.on('data', (piece) => {
    if (isOver) return
    waiting = Buffer.concat([waiting, typeof piece === 'string' ? Buffer.from(piece) : piece])
    if (end === undefined) {
      const ends = waiting[0] === 0x7a ? '\0' : '\n'
      const at = waiting.indexOf(ends)
      if (at < 0) return
      end = ends
      const asked = waiting.subarray(0, at).toString().replace(/^[zn]/, '')
      waiting = waiting.subarray(at + 1)
      if (asked === 'PING') return say('PONG')
      if (asked === 'VERSION') return say('ClamAV 1.4.3/sandbox')
      if (asked !== 'INSTREAM') return say('UNKNOWN COMMAND')
    }
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE()
      if (length === 0) return finish()
      if (size + length > maxBytes) return say('INSTREAM size limit exceeded. ERROR')
      if (waiting.length < 4 + length) return
      chunks.push(waiting.subarray(4, 4 + length))
      size += length
      waiting = waiting.subarray(4 + length)
    }
  })
  function finish(): void {
    const fault = faults.take('no-answer', 'size-error', 'cut', 'error')
    isOver = true
    if (fault === 'no-answer') return
    if (fault === 'cut') return void socket.destroy()
    if (fault === 'size-error') return say('INSTREAM size limit exceeded. ERROR')
    if (fault === 'error') return say("stream: Can't allocate memory ERROR")
    say(hasEicar(Buffer.concat(chunks)) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK')
  }
}
