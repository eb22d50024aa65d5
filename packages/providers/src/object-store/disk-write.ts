import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { link, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail } from '@mas/kernel/errors'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'

export class TooManyBytes extends Error {}

/** A disk that takes no more, or not now: full, over its quota, read-only, broken, out of handles. */
const noRoom: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'])

/** What the disk refuses is an outage of the store, not a mistake of whoever sends. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    throw noRoom.has(codeOf(thrown)) ? fail('files.store-unavailable', {}, thrown) : thrown
  }
}

/** Counts and hashes what flows through, and stops it at the first byte too many. */
function meterOf(maxBytes: number) {
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

/** Writes bytes into a new file, without holding them where the runtime can; throws `TooManyBytes` at the first one too many. */
export async function writeDown(bytes: IncomingBytes, path: string, maxBytes: number): Promise<{ size: number; sha256: string }> {
  const { straight } = bytes
  if (straight === undefined) {
    const meter = meterOf(maxBytes)
    await pipeline(bytes, meter.pass, await newFile(path))
    return meter.result()
  }
  if (straight.size > maxBytes) throw new TooManyBytes()
  await straight.toFile(path)
  return measure(path)
}

/**
 * Opened before anything flows: a stream that opens by itself may still do so after what it was to write has failed, and
 * leave a file behind whoever cleans up.
 */
export async function newFile(path: string): Promise<Writable> {
  return (await open(path, 'wx')).createWriteStream()
}

/** Through one buffer, whatever the size: pieces of its own would be as many to collect. */
export async function measure(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(256 * 1024)
  const handle = await open(path, 'r')
  try {
    for (let size = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return { size, sha256: hash.digest('hex') }
      hash.update(buffer.subarray(0, bytesRead))
      size += bytesRead
    }
  } finally {
    await handle.close()
  }
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

/** Deletes the files of a folder that nobody has written to since then. */
export async function dropOld(folder: string, before: Date): Promise<number> {
  let dropped = 0
  for (const name of (await orAbsent(readdir(folder))) ?? []) {
    const path = join(folder, name)
    const facts = await orAbsent(stat(path))
    if (facts?.isFile() !== true || facts.mtime >= before) continue
    await rm(path, { force: true })
    dropped += 1
  }
  return dropped
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
