import { openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { IncomingBytes, ObjectFacts, ObjectStore, PutResult } from '@mas/kernel/ports/object-store'
import { claim, dropOld, flush, measure, onDisk, orAbsent, TooManyBytes, writeDown } from './disk-write.ts'
import { folderParts } from './folder-parts.ts'
import { listFolder } from './list-folder.ts'

/**
 * Objects as files below one folder. A write goes to a name of its own under `incoming/`, is flushed to the disk, and
 * gets its real name by a hard link, which fails where the name is taken: nobody sees a part and nothing is overwritten.
 */
export function localFolderStore(folder: string): ObjectStore {
  const root = resolve(folder)
  return {
    vendor: 'folder',
    put: (key, bytes, maxBytes) => onDisk(put(key, bytes, maxBytes)),
    stat: facts,
    read,
    open: openWhole,
    delete: remove,
    move,
    list: (after) => listFolder(join(root, 'objects'), after),
    dropUnfinished: (before) => dropOld(join(root, 'incoming'), before),
    parts: folderParts(root, pathOf),
  }

  async function put(key: string, bytes: IncomingBytes, maxBytes: number): Promise<PutResult> {
    const target = pathOf(key)
    const incoming = join(root, 'incoming', crypto.randomUUID())
    await mkdir(dirname(target), { recursive: true })
    await mkdir(dirname(incoming), { recursive: true })
    try {
      const sent = await writeDown(bytes, incoming, maxBytes)
      await flush(incoming)
      const fresh = await claim(incoming, target)
      if (fresh) await flush(dirname(target))
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

  async function facts(key: string): Promise<ObjectFacts | undefined> {
    const found = await orAbsent(stat(pathOf(key)))
    return found?.isFile() === true ? { size: found.size } : undefined
  }

  async function move(key: string, to: string): Promise<boolean> {
    await mkdir(dirname(pathOf(to)), { recursive: true })
    return (await orAbsent(rename(pathOf(key), pathOf(to)).then(() => true))) ?? false
  }

  async function read(key: string, range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array> | undefined> {
    const blob = await openWhole(key)
    return (range === undefined ? blob : blob?.slice(range.from, range.to))?.stream()
  }

  async function openWhole(key: string): Promise<Blob | undefined> {
    const blob = await orAbsent(openAsBlob(pathOf(key)))
    // Node refuses what is not there; Bun opens it as nothing, and only then is it worth looking.
    return blob?.size === 0 && (await facts(key)) === undefined ? undefined : blob
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
