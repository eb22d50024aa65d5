import { createHash } from 'node:crypto'
import { fail } from '@mas/kernel/errors'
import type { Log } from '@mas/kernel/log'
import type { ObjectStore, PutResult } from '@mas/kernel/ports/object-store'
import type { S3 } from '../s3/index.ts'
import { dropOld } from './disk-write.ts'
import { RemoteBlob } from './remote-blob.ts'
import { resumedBody } from './resumed-body.ts'
import { s3Direct } from './s3-direct.ts'
import { s3Parts } from './s3-parts.ts'
import { spooled } from './spool.ts'
import { decided, persistently } from './until-decided.ts'

export interface S3StoreOptions {
  readonly s3: S3
  /** Where bytes of unknown hash wait on this machine's disk until it is known. */
  readonly spoolFolder: string
  readonly log: Log
}

/** Objects of one bucket. Nothing is overwritten, and no write is repeated before the bucket was asked what it holds. */
export function s3ObjectStore({ s3, spoolFolder, log }: S3StoreOptions): ObjectStore {
  const ask = decided(log)
  return {
    vendor: 's3',
    put: (key, bytes, maxBytes) =>
      spooled(spoolFolder, bytes, maxBytes, async (spool): Promise<PutResult> => {
        if (spool === 'too-large') return { outcome: 'too-large', size: 0, sha256: '' }
        const { blob, size, sha256 } = spool
        for (let attempt = 1; attempt <= 3; attempt += 1) {
          const written = await persistently(log, () => s3.put(key, { body: blob, sha256, onlyIfAbsent: true }))
          if (written?.created === true) return { outcome: 'stored', size, sha256 }
          const there = ask(await s3.head(key))
          if (there === null) continue
          const found = there.sha256 ?? (await hashOf(key, there.size))
          // After a doubt, equal bytes may be this very write; either way they are what was to be stored.
          return found === sha256 ? { outcome: 'exists', size, sha256 } : { outcome: 'differs', size: there.size, sha256: found }
        }
        throw fail('files.store-unavailable')
      }),
    async stat(key) {
      const head = ask(await s3.head(key))
      if (head === null) return undefined
      return { size: head.size, ...(head.sha256 !== undefined && { sha256: head.sha256 }) }
    },
    async read(key, range) {
      if (range !== undefined) return resumedBody(s3, ask, key, range)
      const head = ask(await s3.head(key))
      return head === null ? undefined : resumedBody(s3, ask, key, { from: 0, to: head.size })
    },
    async open(key) {
      const head = ask(await s3.head(key))
      return head === null ? undefined : new RemoteBlob((range) => resumedBody(s3, ask, key, range), 0, head.size)
    },
    async delete(key) {
      ask(await s3.delete(key))
    },
    async move(key, to) {
      if (ask(await s3.head(key)) === null) return false
      ask(await s3.copy(key, to))
      ask(await s3.delete(key))
      return true
    },
    async *list(after) {
      for (let last = after; ;) {
        const page = ask(await s3.list({ after: last }))
        for (const { key, size, lastModified } of page) yield { key, size, writtenAt: lastModified }
        if (page.length === 0) return
        last = page.at(-1)?.key ?? last
      }
    },
    dropUnfinished: (before) => dropOld(spoolFolder, before),
    parts: s3Parts(s3, ask, log, spoolFolder),
    direct: s3Direct(s3),
  }

  async function hashOf(key: string, size: number): Promise<string> {
    const hash = createHash('sha256')
    for await (const piece of await resumedBody(s3, ask, key, { from: 0, to: size })) hash.update(piece)
    return hash.digest('hex')
  }
}
