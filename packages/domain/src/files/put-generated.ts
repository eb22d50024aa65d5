import { fileStored, type FilePurpose } from '@mas/contracts/files'
import { insertObject, markMade } from '@mas/db/files'
import { actorKey, emit, fail, inTx, newId, type Ctx } from '@mas/kernel'
import { storageKey } from './create-ticket.ts'
import { cleanName } from './name-rules.ts'
import { maxBytesOf, retainUntil } from './purpose-limits.ts'
import { purposes, typeOfName } from './purposes.ts'
import { storedFact } from './settle.ts'

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
  const { purpose } = file
  const name = cleanName(file.name)
  const type = typeOfName(purpose, name)
  if (type === undefined) throw fail('files.type-refused', { accepted: Object.keys(purposes[purpose].types) })
  const maxBytes = await maxBytesOf(ctx, purpose)
  const begun = ctx.clock.now()
  const id = newId(begun.getTime())
  const key = storageKey(purpose, id, begun)
  const expiresAt = new Date(begun.getTime() + writingMs)
  const uploadedBy = actorKey(ctx.actor)
  await inTx(ctx, (t) =>
    insertObject(t.tx, { ...file, id, ownerDomain, uploadedBy, name, declaredType: type, storageKey: key, expiresAt, now: begun }),
  )
  const put = await ctx.ports.fileStore.put(key, bytes, maxBytes)
  if (put.outcome === 'too-large') throw fail('files.too-large', { maxBytes })
  const { size, sha256 } = put
  const facts = await ctx.ports.fileStore.stat(key)
  if (facts?.size !== size || (facts.sha256 ?? sha256) !== sha256) throw fail('files.store-unavailable')
  await inTx(ctx, async (t) => {
    const keptUntil = await retainUntil(t, purpose, ownerDomain)
    if (!(await markMade(t.tx, id, { type, size, sha256, retainUntil: keptUntil, now: t.clock.now() }))) throw fail('files.upload-expired')
    await emit(t, fileStored, storedFact({ id, purpose, owner_domain: ownerDomain, owner_ref: file.ownerRef, type }, 'clean', size))
  })
  return id
}
