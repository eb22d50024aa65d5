import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs'
import { link, mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore, PutResult } from '@mas/kernel/ports/object-store'

class TooManyBytes extends Error {}

/**
 * Objects as files below one folder. A write goes to a name of its own under `incoming/`, is flushed to the disk, and
 * gets its real name by a hard link, which fails where the name is taken: nobody sees a part and nothing is overwritten.
 */
export function localFolderStore(folder: string): ObjectStore {
  const root = resolve(folder)
  return { vendor: 'folder', put, size, read, open: openWhole, delete: remove }

  async function put(key: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<PutResult> {
    const target = pathOf(key)
    const incoming = join(root, 'incoming', crypto.randomUUID())
    await mkdir(dirname(target), { recursive: true })
    await mkdir(dirname(incoming), { recursive: true })
    const meter = meterOf(maxBytes)
    try {
      await pipeline(bytes, meter.pass, createWriteStream(incoming, { flags: 'wx' }))
      await flush(incoming)
      const fresh = await claim(incoming, target)
      if (fresh) await flush(dirname(target))
      const sent = meter.result()
      if (fresh) return { outcome: 'stored', ...sent }
      const there = await measure(target)
      return { outcome: there.sha256 === sent.sha256 ? 'exists' : 'differs', ...there }
    } catch (thrown) {
      if (thrown instanceof TooManyBytes) return { outcome: 'too-large', size: 0, sha256: '' }
      throw thrown
    } finally {
      await rm(incoming, { force: true })
    }
  }

  async function size(key: string): Promise<number | undefined> {
    return (await orAbsent(stat(pathOf(key))))?.size
  }

  async function read(key: string, range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array> | undefined> {
    const blob = await openWhole(key)
    return (range === undefined ? blob : blob?.slice(range.from, range.to))?.stream()
  }

  async function openWhole(key: string): Promise<Blob | undefined> {
    return (await size(key)) === undefined ? undefined : orAbsent(openAsBlob(pathOf(key)))
  }

  async function remove(key: string): Promise<void> {
    await rm(pathOf(key), { force: true })
  }

  /** Keys are ours, but a folder must not trust that: nothing outside it is ever touched. */
  function pathOf(key: string): string {
    const path = resolve(root, 'objects', key)
    if (!path.startsWith(join(root, 'objects') + sep)) throw new Error('the key leads out of the store')
    return path
  }
}

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

async function measure(path: string): Promise<{ size: number; sha256: string }> {
  const meter = meterOf(Number.MAX_SAFE_INTEGER)
  await pipeline(Readable.from(meter.pass(createReadStream(path))), async (pieces: AsyncIterable<unknown>) => {
    for await (const _piece of pieces);
  })
  return meter.result()
}

async function claim(incoming: string, target: string): Promise<boolean> {
  try {
    await link(incoming, target)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/** Flushed file and folder survive a power cut; without it a row could name bytes that are gone. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
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
