import { AppError, fail } from '@mas/kernel'

export interface Steadiness {
  /** The longest pause between two pieces. */
  readonly stallMs: number
  /** After the first pause's time, the average may not fall below this. */
  readonly leastBytesPerSecond: number
}
/** A phone far from the next mast sends faster. */
export const uploadSteadiness: Steadiness = { stallMs: 30_000, leastBytesPerSecond: 2_048 }

/** The pieces of an upload for as long as it gets on: one that trickles or stands still is `request.too-slow`. */
export async function* steadyBody(body: ReadableStream<Uint8Array> | null, pace: Steadiness): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const { stallMs, leastBytesPerSecond } = pace
  const startedMs = performance.now()
  const reader = body.getReader()
  let size = 0
  try {
    for (;;) {
      const piece = await nextPiece(reader, stallMs)
      if (piece === undefined) return
      size += piece.byteLength
      const elapsedMs = performance.now() - startedMs
      if (elapsedMs > stallMs && size < (leastBytesPerSecond * elapsedMs) / 1000) throw fail('request.too-slow', { leastBytesPerSecond })
      yield piece
    }
  } finally {
    // Whoever stopped reading wants nothing more of it; that the sender has gone already is no news.
    reader.cancel().catch(() => {})
  }
}

async function nextPiece(
  reader: { read(): Promise<{ value?: Uint8Array | undefined }> },
  stallMs: number,
): Promise<Uint8Array | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(fail('request.too-slow', { withinSeconds: Math.ceil(stallMs / 1000) })), stallMs)
  })
  try {
    return (await Promise.race([reader.read().catch(cutOff), late])).value
  } finally {
    clearTimeout(timer)
  }
}

/** A sender that hung up is no fault of ours, and must not look like one in logs and counters. */
export function cutOff(thrown: unknown): never {
  throw thrown instanceof AppError ? thrown : fail('request.cut-off', {}, thrown)
}
