import type { IncomingMessage } from 'node:http'
import { EgressCut } from '@mas/kernel/ports/egress'

/** The beginning of an answer, up to `maxBytes`; then the connection is closed. */
export async function readCapped(
  message: IncomingMessage,
  maxBytes: number,
  stop: AbortSignal,
): Promise<{ readonly body: Uint8Array; readonly truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(message, stop)) {
    const room = maxBytes - size
    chunks.push(chunk.subarray(0, room))
    size += chunk.byteLength
    if (size > maxBytes) break
  }
  message.destroy()
  return { body: Buffer.concat(chunks), truncated: size > maxBytes }
}

/** The answer as it is pulled; one byte too many cuts it. */
export async function* readStream(
  message: IncomingMessage,
  maxBytes: number,
  stop: AbortSignal,
  done: () => void,
): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of chunksOf(message, stop)) {
      size += chunk.byteLength
      if (size > maxBytes) throw new EgressCut('too-large')
      yield chunk
    }
  } finally {
    done()
    message.destroy()
  }
}

async function* chunksOf(message: IncomingMessage, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message) yield bytesOf(chunk)
  } catch {
    throw new EgressCut(stop.aborted ? 'timeout' : 'connection-lost') // whatever the socket called it
  }
  // An answer that was cut may simply end: only a complete message is one.
  if (!message.complete) throw new EgressCut(stop.aborted ? 'timeout' : 'connection-lost')
}

/** A message without an encoding yields buffers. */
function bytesOf(chunk: unknown): Uint8Array {
  if (!(chunk instanceof Uint8Array)) throw new TypeError('an answer yields bytes')
  return chunk
}
