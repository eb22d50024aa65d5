import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListedObject } from '@mas/kernel/ports/object-store'
import { orAbsent } from './disk-write.ts'

/** Keys after `after` in byte order, as a bucket lists them: folders that lie wholly before it are not entered. */
export async function* listFolder(root: string, after: string, prefix = ''): AsyncGenerator<ListedObject> {
  const entries = (await orAbsent(readdir(join(root, prefix), { withFileTypes: true }))) ?? []
  // A folder sorts by its name and the slash that follows it in every key.
  const keys = entries.map((entry) => ({ entry, key: prefix + entry.name + (entry.isDirectory() ? '/' : '') }))
  for (const { entry, key } of keys.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    if (entry.isDirectory()) {
      if (key > after || after.startsWith(key)) yield* listFolder(root, after, key)
    } else if (key > after) {
      const facts = await orAbsent(stat(join(root, key)))
      if (facts !== undefined) yield { key, size: facts.size, writtenAt: facts.mtime }
    }
  }
}
