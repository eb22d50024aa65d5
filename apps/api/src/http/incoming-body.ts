import { stat } from 'node:fs/promises'
import { fail } from '@mas/kernel'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'
import type { EdgeBindings } from './edge-env.ts'
import { cutOff, steadyBody, type Steadiness } from './steady-body.ts'

const lookEveryMs = 1_000

/**
 * The body of an upload. Where the runtime writes a body to a file by itself and the sender said how long it is, a store
 * may take that way; its pace is then seen from how the file grows.
 */
export function incomingBody(request: Request, bindings: EdgeBindings | undefined, pace: Steadiness): IncomingBytes {
  const { body } = request
  const size = Number(request.headers.get('content-length') ?? Number.NaN)
  const write = bindings?.bodyToFile
  const pieces = { [Symbol.asyncIterator]: () => steadyBody(body, pace) }
  if (write === undefined || body === null || !(size > 0)) return pieces
  return { ...pieces, straight: { size, toFile: (path) => steadily(write(body, path).catch(notOurDisk), path, { size, pace }) } }
}

async function steadily(writing: Promise<number>, path: string, { size, pace }: { size: number; pace: Steadiness }): Promise<void> {
  const tooSlow = Promise.withResolvers<never>()
  const watch = setInterval(watcher(path, pace, tooSlow.reject), Math.min(lookEveryMs, pace.stallMs / 2))
  try {
    const written = await Promise.race([writing, tooSlow.promise])
    if (written !== size) throw fail('request.cut-off')
  } finally {
    clearInterval(watch)
    // Given up, it ends when the answer closes the connection; that is no news then.
    writing.catch(() => {})
  }
}

/** Looks how far the file is; what stands still or trickles is refused. */
function watcher(path: string, { stallMs, leastBytesPerSecond }: Steadiness, refuse: (reason: unknown) => void): () => void {
  const startedMs = performance.now()
  let [size, grownMs] = [0, startedMs]
  const look = async () => {
    const now = await stat(path).then(({ size: grown }) => grown, notThere)
    const nowMs = performance.now()
    if (now > size) [size, grownMs] = [now, nowMs]
    if (nowMs - grownMs >= stallMs) refuse(fail('request.too-slow', { withinSeconds: Math.ceil(stallMs / 1000) }))
    const elapsedMs = nowMs - startedMs
    if (elapsedMs > stallMs && size < (leastBytesPerSecond * elapsedMs) / 1000) refuse(fail('request.too-slow', { leastBytesPerSecond }))
  }
  return () => void look()
}

/** The file begins with the first byte. */
const notThere = () => 0

/** The runtime reads from the sender and writes to the disk in one go: what the disk refuses is no hang-up. */
function notOurDisk(thrown: unknown): never {
  if (thrown instanceof Error && Reflect.get(thrown, 'syscall') === 'write') throw thrown
  return cutOff(thrown)
}
