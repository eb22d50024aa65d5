import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectParts, StoredPart } from '@mas/kernel/ports/object-store'
import { claim, flush, newFile, onDisk, orAbsent, TooManyBytes, writeDown } from './disk-write.ts'

/** Uploads in parts as folders below `parts/`: the file `key` says where they are going, the files `1`, `2` … are the parts. */
export function folderParts(root: string, pathOf: (key: string) => string): ObjectParts {
  const all = join(root, 'parts')
  const folderOf = (uploadId: string) => {
    if (!/^[0-9a-f-]{36}$/.test(uploadId)) throw new Error('not an upload of ours')
    return join(all, uploadId)
  }
  const isKnown = async (key: string, uploadId: string) => (await orAbsent(readFile(join(folderOf(uploadId), 'key'), 'utf8'))) === key

  return {
    async begin(key) {
      const uploadId = crypto.randomUUID()
      await mkdir(folderOf(uploadId), { recursive: true })
      await writeFile(join(folderOf(uploadId), 'key'), key)
      return uploadId
    },
    async put(key, uploadId, number, bytes, maxBytes) {
      if (!(await isKnown(key, uploadId))) return 'unknown-upload'
      const [incoming, target] = [join(root, 'incoming', crypto.randomUUID()), join(folderOf(uploadId), String(number))]
      await mkdir(dirname(incoming), { recursive: true })
      try {
        await onDisk(writeDown(bytes, incoming, maxBytes))
        await flush(incoming)
        const moved = await orAbsent(rename(incoming, target).then(() => true))
        return moved === undefined ? 'unknown-upload' : await partOf(target, number)
      } catch (thrown) {
        if (thrown instanceof TooManyBytes) return 'too-large'
        throw thrown
      } finally {
        await rm(incoming, { force: true })
      }
    },
    async list(key, uploadId) {
      if (!(await isKnown(key, uploadId))) return undefined
      const names = (await orAbsent(readdir(folderOf(uploadId)))) ?? []
      const numbers = names.filter((name) => /^\d+$/.test(name)).map(Number)
      return Promise.all(numbers.toSorted((a, b) => a - b).map((number) => partOf(join(folderOf(uploadId), String(number)), number)))
    },
    async complete(key, uploadId, parts) {
      const size = parts.reduce((sum, part) => sum + part.size, 0)
      const target = pathOf(key)
      const isThere = async () => (await orAbsent(stat(target)))?.size === size
      if (!(await isKnown(key, uploadId))) return (await isThere()) ? 'stored' : 'unknown-upload'
      const paths = parts.map(({ number }) => join(folderOf(uploadId), String(number)))
      for (const [index, part] of parts.entries())
        if ((await orAbsent(partOf(paths[index] ?? '', part.number)))?.etag !== part.etag) return 'part-invalid'
      const incoming = join(root, 'incoming', crypto.randomUUID())
      await mkdir(dirname(incoming), { recursive: true })
      await mkdir(dirname(target), { recursive: true })
      try {
        await onDisk(newFile(incoming).then((file) => pipeline(piecesOf(paths), file)))
        await flush(incoming)
        if (await claim(incoming, target)) await flush(dirname(target))
        else if (!(await isThere())) return 'unknown-upload'
      } finally {
        await rm(incoming, { force: true })
      }
      await rm(folderOf(uploadId), { recursive: true, force: true })
      return 'stored'
    },
    async abort(_key, uploadId) {
      await rm(folderOf(uploadId), { recursive: true, force: true })
    },
    async pending() {
      const ids = (await orAbsent(readdir(all))) ?? []
      const found = await Promise.all(
        ids.map(async (uploadId) => {
          const folder = join(all, uploadId)
          const [key, facts] = await Promise.all([
            orAbsent(readFile(join(folder, 'key'), 'utf8')),
            orAbsent(stat(join(folder, 'key'))).then((file) => file ?? orAbsent(stat(folder))),
          ])
          // Without a key it was begun by a process that died over it: nobody has its id.
          return facts === undefined ? [] : [{ key: key ?? '', uploadId, begunAt: facts.mtime }]
        }),
      )
      return found.flat()
    },
  }
}

/** Another upload of the same part is another file, so its inode and time tell the two apart without reading them. */
async function partOf(path: string, number: number): Promise<StoredPart> {
  const { ino, size, mtimeMs } = await stat(path)
  return { number, size, etag: `${ino.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}` }
}

async function* piecesOf(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path)
}
