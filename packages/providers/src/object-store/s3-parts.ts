import type { Log } from '@mas/kernel/log'
import type { ObjectParts, StoredPart } from '@mas/kernel/ports/object-store'
import type { S3 } from '../s3/index.ts'
import { spooled } from './spool.ts'
import { persistently, type Ask } from './until-decided.ts'

export function s3Parts(s3: S3, ask: Ask, log: Log, spoolFolder: string): ObjectParts {
  const { multipart } = s3
  return {
    begin: async (key, type) => ask(await multipart.create(key, type)),
    put: (key, uploadId, number, bytes, maxBytes) =>
      spooled(spoolFolder, bytes, maxBytes, async (spool): Promise<StoredPart | 'too-large' | 'unknown-upload'> => {
        if (spool === 'too-large') return 'too-large'
        const answer = await multipart.putPart(key, uploadId, number, spool.blob, spool.sha256)
        if (answer.outcome === 'refused' && answer.reason === 's3: NoSuchUpload') return 'unknown-upload'
        return { number, size: spool.size, etag: ask(answer).etag }
      }),
    list: async (key, uploadId) => ask(await multipart.listParts(key, uploadId)) ?? undefined,
    async complete(key, uploadId, parts) {
      const size = parts.reduce((sum, part) => sum + part.size, 0)
      const isThere = async () => ask(await s3.head(key))?.size === size
      // After a doubt the bucket is asked; only where it has nothing the same is sent again.
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const known = parts.map(({ number, etag }) => ({ number, etag }))
        let isInvalid = false
        const done = await persistently(log, async () => {
          const answer = await multipart.complete(key, uploadId, known, true)
          isInvalid = answer.outcome === 'refused' && /InvalidPart|EntityTooSmall/.test(answer.reason)
          return isInvalid ? ({ outcome: 'ok', value: null } as const) : answer
        })
        if (isInvalid) return 'part-invalid'
        if (done?.created === true || (await isThere())) return 'stored'
        if (done === null) return 'unknown-upload'
      }
      ask({ outcome: 'in_doubt', reason: 's3: completing stays in doubt' })
      return 'unknown-upload'
    },
    abort: async (key, uploadId) => void ask(await multipart.abort(key, uploadId)),
    pending: async () => {
      const uploads = ask(await multipart.pending())
      return uploads.map(({ key, uploadId, initiated }) => ({ key, uploadId, begunAt: initiated }))
    },
  }
}
