import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, link, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditStoreFaults } from './sandbox-faults.ts'
import type { WriteOnce } from './write-once.ts'

/**
 * Keeps each object once, as a bucket with object lock and `If-None-Match: *` does: it is written under a passing name,
 * flushed, and then linked to its own, which the file system refuses when something is there.
 */
export function writeOnceFolder(folder: string, faults?: AuditStoreFaults): WriteOnce {
  const pathOf = (name: string) => {
    if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) throw new Error(`not a name of an object: ${name}`)
    return join(folder, name)
  }
  return {
    async put(name, content) {
      const fault = faults?.take('timeout-after-write', 'exists-equal', 'exists-different', 'unavailable', 'partial-upload')
      if (fault === 'unavailable') return { outcome: 'refused', reason: 'the store is busy (503)', retry: 'later' }
      await mkdir(folder, { recursive: true })
      const passing = join(folder, `.${randomUUID()}.partial`)
      try {
        await write(passing, content, fault === 'partial-upload')
        if (fault === 'partial-upload') return { outcome: 'in_doubt', reason: 'the connection broke during the upload' }
        if (fault === 'exists-equal') await link(passing, pathOf(name)).catch(ignoreExisting)
        if (fault === 'exists-different') await placeOther(folder, pathOf(name))
        const existed = await link(passing, pathOf(name)).then(() => false, isExisting)
        if (!existed) await chmod(pathOf(name), 0o444)
        if (fault === 'timeout-after-write') return { outcome: 'in_doubt', reason: 'no answer in time' }
        return { outcome: 'ok', value: { existed, sha256: await digestOf(pathOf(name)), receipt: `folder:${name}` } }
      } finally {
        await rm(passing, { force: true })
      }
    },
    async find(name) {
      if (!(await exists(pathOf(name)))) return { outcome: 'ok', value: null }
      return { outcome: 'ok', value: { existed: true, sha256: await digestOf(pathOf(name)), receipt: `folder:${name}` } }
    },
    async list(after = '') {
      const names = (await exists(folder)) ? await readdir(folder) : []
      const page = names.filter((name) => !name.startsWith('.') && name > after).toSorted((a, b) => (a < b ? -1 : 1))
      return { outcome: 'ok', value: page.slice(0, 1_000) }
    },
    async read(name) {
      return { outcome: 'ok', value: (await exists(pathOf(name))) ? createReadStream(pathOf(name)) : null }
    },
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>, breakOff: boolean): Promise<void> {
  const file = await open(path, 'wx')
  try {
    for await (const chunk of content) {
      await file.write(breakOff ? chunk.subarray(0, Math.floor(chunk.length / 2)) : chunk)
      if (breakOff) return
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

async function placeOther(folder: string, path: string): Promise<void> {
  const other = join(folder, `.${randomUUID()}.partial`)
  const file = await open(other, 'wx')
  await file.write('written by somebody else')
  await file.close()
  await link(other, path).catch(ignoreExisting)
  await rm(other, { force: true })
}

function isExisting(error: unknown): true {
  if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST') return true
  throw error
}

function ignoreExisting(error: unknown): void {
  isExisting(error)
}

async function exists(path: string): Promise<boolean> {
  return open(path, 'r').then(
    async (file) => {
      await file.close()
      return true
    },
    () => false,
  )
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
