import { createHash } from 'node:crypto'
import type { Clock } from '@mas/kernel/clock'
import type { KeptObject } from '@mas/kernel/ports/audit-store'
import type { ProviderAnswer } from '@mas/kernel/providers'
import { ok, refused } from '../http/index.ts'
import { spooled } from '../object-store/index.ts'
import type { S3, S3Head } from '../s3/index.ts'
import { wholeBody } from './whole-body.ts'
import type { WriteOnce } from './write-once.ts'

export interface BucketOptions {
  readonly s3: S3
  /** In front of every key: `audit/anchors/`. */
  readonly prefix: string
  /** Years for which nobody, the owner of the account included, can delete or overwrite an object. */
  readonly retainYears: number
  readonly clock: Clock
  /** Where an object waits until its hash is known. */
  readonly spoolFolder: string
}

/** The most that one request writes. A month of fifty million entries is a tenth of it. */
const maxBytes = 5 * 1024 ** 3

/** Objects of a bucket with object lock in compliance mode, each written with `If-None-Match: *`. */
export function writeOnceBucket({ s3, prefix, retainYears, clock, spoolFolder }: BucketOptions): WriteOnce {
  const keyOf = (name: string) => {
    if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) throw new Error(`not a name of an object: ${name}`)
    return `${prefix}${name}`
  }
  const find = async (key: string): Promise<ProviderAnswer<KeptObject | null>> => {
    const head = await s3.head(key)
    if (head.outcome !== 'ok' || head.value === null) return head.outcome === 'ok' ? ok(null) : head
    const sha256 = await hashOf(s3, key, head.value)
    return sha256.outcome === 'ok' ? ok({ existed: true, sha256: sha256.value, receipt: receiptOf(key, head.value.versionId) }) : sha256
  }
  return {
    put: (name, content) =>
      spooled(spoolFolder, content, maxBytes, async (spool): Promise<ProviderAnswer<KeptObject>> => {
        const key = keyOf(name)
        if (spool === 'too-large') return refused('the object is larger than one request can write', 'never')
        const { blob: body, sha256 } = spool
        const lock = { mode: 'COMPLIANCE', retainUntil: yearsAfter(clock.now(), retainYears) } as const
        const written = await s3.put(key, { body, sha256, onlyIfAbsent: true, lock })
        if (written.outcome !== 'ok') return written
        if (written.value.created) return ok({ existed: false, sha256, receipt: receiptOf(key, written.value.versionId) })
        const there = await find(key)
        if (there.outcome !== 'ok') return there
        return there.value === null ? refused('s3: the object was there and is not any more', 'later') : ok(there.value)
      }),
    find: (name) => find(keyOf(name)),
    async list(after) {
      const page = await s3.list({ prefix, ...(after !== undefined && { after: keyOf(after) }) })
      return page.outcome === 'ok' ? ok(page.value.map(({ key }) => key.slice(prefix.length))) : page
    },
    async read(name) {
      const head = await s3.head(keyOf(name))
      if (head.outcome !== 'ok') return head
      return ok(head.value === null ? null : wholeBody(s3, keyOf(name), head.value.size))
    },
  }
}

/** What the bucket itself computed when the object came in; without that, the bytes are read. */
async function hashOf(s3: S3, key: string, { sha256, size }: S3Head): Promise<ProviderAnswer<string>> {
  if (sha256 !== undefined) return ok(sha256)
  const hash = createHash('sha256')
  try {
    for await (const piece of wholeBody(s3, key, size)) hash.update(piece)
  } catch (thrown) {
    return refused(thrown instanceof Error ? thrown.message : 's3: the object cannot be read', 'later')
  }
  return ok(hash.digest('hex'))
}

function receiptOf(key: string, versionId: string | undefined): string {
  return versionId === undefined ? `s3:${key}` : `s3:${key}@${versionId}`
}

function yearsAfter(now: Date, years: number): Date {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  return until
}
