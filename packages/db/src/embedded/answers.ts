import { connect } from 'node:net'

const PROTOCOL_3 = 196_608

/**
 * Whether a Postgres on this port asks for our credentials. An open port alone is too early:
 * a server that still recovers accepts the connection and answers with an error.
 */
export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const finish = (isReady: boolean): void => {
      socket.destroy()
      resolve(isReady)
    }
    socket.setTimeout(2_000, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
    socket.once('connect', () => socket.write(startUpPacket()))
    socket.once('data', (chunk: Buffer) => finish(chunk[0] === 'R'.charCodeAt(0)))
  })

const startUpPacket = (): Buffer => {
  const body = Buffer.from('user\0postgres\0database\0postgres\0\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(head.length + body.length, 0)
  head.writeInt32BE(PROTOCOL_3, 4)
  return Buffer.concat([head, body])
}
