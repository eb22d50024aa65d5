import { connect, type Socket } from 'node:net'
import type { ProviderAnswer, SlotMode } from '@mas/kernel/providers'
import type { ScanFinding, VirusScanner } from '@mas/kernel/ports/virus-scanner'
import { refused } from '../http/index.ts'
import { findingOf } from './map.ts'

export interface ClamdOptions {
  readonly mode: SlotMode
  readonly host: string
  readonly port: number
  /** Of silence, while it is connected to or asked. Default 30 s: a large archive takes clamd a while. */
  readonly silenceMs?: number
}

const chunkBytes = 64 * 1024
const longestAnswer = 4_096

/** clamd over TCP, one connection a file: `zINSTREAM\0`, chunks with their length in front, an empty one, one answer. */
export function createClamd(options: ClamdOptions): VirusScanner {
  return { mode: options.mode, scan: (bytes) => scan(options, bytes) }
}

async function scan(
  { host, port, silenceMs = 30_000 }: ClamdOptions,
  bytes: AsyncIterable<Uint8Array>,
): Promise<ProviderAnswer<ScanFinding>> {
  const socket = connect({ host, port })
  socket.setTimeout(silenceMs, () => socket.destroy(new Error('silence')))
  const answer = answerOf(socket)
  try {
    await send(socket, bytes, answer)
    return findingOf(await answer.text)
  } catch (thrown) {
    // The bytes come from our own store: when that fails, it is no answer of the scanner.
    if (answer.failed === undefined) throw thrown
    return refused(`clamd: ${answer.failed}`, 'later')
  } finally {
    socket.destroy()
  }
}

interface Answer {
  /** Set when the connection ended without one. */
  failed?: string
  arrived: boolean
  /** Called once when there is an answer or will never be one: whoever is sending stops. */
  wake?: () => void
  readonly text: Promise<string>
}

/** Listens from the start: clamd may answer, and hang up, before everything was sent. */
function answerOf(socket: Socket): Answer {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // Awaited after sending; until then a failure must not count as unhandled.
  promise.catch(() => undefined)
  const answer: Answer = { arrived: false, text: promise }
  let said = ''
  const fail = (reason: string) => {
    if (answer.arrived) return
    answer.failed ??= reason
    reject(new Error(reason))
    answer.wake?.()
  }
  socket.on('data', (piece) => {
    said += piece.toString('utf8')
    if (!said.includes('\0') && said.length < longestAnswer) return
    answer.arrived = true
    resolve(said.split('\0')[0] ?? '')
    answer.wake?.()
  })
  socket.on('error', (error) => fail(error.message === 'silence' ? 'no answer' : 'connection lost'))
  socket.on('close', () => fail('connection lost'))
  return answer
}

async function send(socket: Socket, bytes: AsyncIterable<Uint8Array>, answer: Answer): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'), answer)
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; at += chunkBytes) {
      if (answer.arrived) return
      const chunk = piece.subarray(at, at + chunkBytes)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      await write(socket, Buffer.concat([length, chunk]), answer)
    }
  }
  await write(socket, Buffer.alloc(4), answer)
}

/** One piece at a time: the scanner's pace is ours. Ends early where the answer is there or the connection gone. */
function write(socket: Socket, piece: Buffer, answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => (answer.arrived ? resolve() : reject(new Error(answer.failed ?? 'connection lost')))
    if (answer.arrived || answer.failed !== undefined) return ended()
    answer.wake = ended
    socket.write(piece, (error) => {
      if (error) ended()
      else resolve()
    })
  })
}
