import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export class TooManyBytes extends Error {}

/** Counts and hashes what flows through, and stops it at the first byte too many. */
export function meterOf(maxBytes: number) {
  const hash = createHash('sha256')
  let size = 0
  return {
    pass: async function* (source: AsyncIterable<Uint8Array>) {
      for await (const piece of source) {
        size += piece.length
        if (size > maxBytes) throw new TooManyBytes()
        hash.update(piece)
        yield piece
      }
    },
    result: () => ({ size, sha256: hash.digest('hex') }),
  }
}

export async function measure(path: string): Promise<{ size: number; sha256: string }> {
  const meter = meterOf(Number.MAX_SAFE_INTEGER)
  await pipeline(Readable.from(meter.pass(createReadStream(path))), async (pieces: AsyncIterable<unknown>) => {
    for await (const _piece of pieces);
  })
  return meter.result()
}

/** Gives a written file its name; false where the name is taken. */
export async function claim(incoming: string, target: string): Promise<boolean> {
  try {
    await link(incoming, target)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/** Flushed file and folder survive a power cut; without it a row could name bytes that are gone. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Undefined for what is not there. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? Reflect.get(thrown, 'code') : undefined
}
