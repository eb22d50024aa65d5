import { fileStored, type FilePurpose } from '@mas/contracts/files'
import { insertObject, markStored, markUploaded } from '@mas/db/files'
import { actorKey, emit, fail, inTx, newId, type Ctx } from '@mas/kernel'
import { storageKey } from './create-ticket.ts'
import { cleanName } from './name-rules.ts'
import { purposes, typeOfName } from './purposes.ts'

const dayMs = 24 * 3_600_000
const writingMs = 6 * 3_600_000

export interface GeneratedFile {
  readonly purpose: FilePurpose
  readonly ownerRef: string
  readonly subjectUserId?: string
  readonly name: string
}

/**
 * Stores a file that we made: announced, written, then declared stored. A crash in between leaves an announcement that
 * the sweep of stale uploads takes away together with its bytes.
 */
export async function putGenerated(ctx: Ctx, ownerDomain: string, file: GeneratedFile, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const rules = purposes[file.purpose]
  const name = cleanName(file.name)
  const type = typeOfName(file.purpose, name)
  if (type === undefined) throw fail('files.type-refused', { accepted: Object.keys(rules.types) })
  const begun = ctx.clock.now()
  const id = newId(begun.getTime())
  const key = storageKey(file.purpose, id, begun)
  const expiresAt = new Date(begun.getTime() + writingMs)
  const uploadedBy = actorKey(ctx.actor)
  await inTx(ctx, (t) =>
    insertObject(t.tx, { ...file, id, ownerDomain, uploadedBy, name, declaredType: type, storageKey: key, expiresAt, now: begun }),
  )
  const put = await ctx.ports.fileStore.put(key, bytes, rules.maxBytes)
  if (put.outcome === 'too-large') throw fail('files.too-large', { maxBytes: rules.maxBytes })
  await inTx(ctx, async (t) => {
    const now = t.clock.now()
    const retainUntil = new Date(now.getTime() + rules.keepDays * dayMs)
    await markUploaded(t.tx, id, put.size, put.sha256)
    if (!(await markStored(t.tx, id, { type, verdict: 'clean', retainUntil, now }))) throw fail('files.upload-expired')
    await emit(t, fileStored, {
      fileId: id,
      purpose: file.purpose,
      ownerDomain,
      ownerRef: file.ownerRef,
      verdict: 'clean',
      type,
      size: put.size,
    })
  })
  return id
}
