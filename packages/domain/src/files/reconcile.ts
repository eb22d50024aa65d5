import {
  advanceReconciliation,
  insertReconciliation,
  knownUploads,
  lastReconciliation,
  markFound,
  markMissing,
  rowsOfKeys,
  rowsWithBytes,
  sampleStored,
} from '@mas/db/files'
import { inTx, newId, type Ctx } from '@mas/kernel'
import type { ListedObject } from '@mas/kernel/ports/object-store'
import { hashOf } from './hash-of.ts'
import { Found, ownerKey, standingOf } from './reconcile-rules.ts'

const batch = 500
const sampled = 1_000
const youngMs = 48 * 3_600_000
const orphans = 'orphans/'

/**
 * Walks the store and the rows side by side in the order of their keys, a batch at a time. Objects that nobody wants and
 * that are older than 48 hours go to `orphans/`; rows without their bytes are marked. A run that died goes on where it was.
 */
export async function reconcile(ctx: Ctx): Promise<void> {
  const run = await openRun(ctx)
  const { id, found } = run
  let { cursor } = run
  let page: ListedObject[] = []
  for await (const object of ctx.ports.fileStore.list(cursor)) {
    page.push(object)
    if (page.length < batch) continue
    cursor = await comparePage(ctx, found, cursor, page, object.key)
    page = []
    await inTx(ctx, (t) => advanceReconciliation(t.tx, id, cursor, found))
  }
  await comparePage(ctx, found, cursor, page, undefined)
  await abortForgotten(ctx, found)
  await rehash(ctx, found)
  await inTx(ctx, (t) => advanceReconciliation(t.tx, id, '', found, t.clock.now()))
  const worth = found.orphans + found.missing + found.hashMismatches
  // The operator's item: what was found must be looked into, it does not pass.
  if (worth > 0) ctx.log.error('files: rows and bytes disagree', { ...found, bytesByPurpose: undefined })
}

async function openRun(ctx: Ctx): Promise<{ id: string; cursor: string; found: Found }> {
  const last = await lastReconciliation(ctx.db)
  if (last !== undefined && last.finished_at === null) return { id: last.id, cursor: last.cursor, found: Found.parse(last.found) }
  const now = ctx.clock.now()
  const id = newId(now.getTime())
  const found = Found.parse({})
  await inTx(ctx, (t) => insertReconciliation(t.tx, id, found, now))
  return { id, cursor: '', found }
}

/** Compares everything between two keys: the objects that were listed there, and the rows that must have one. */
async function comparePage(ctx: Ctx, found: Found, from: string, page: readonly ListedObject[], to: string | undefined): Promise<string> {
  const objects = page.filter(({ key }) => !key.startsWith(orphans))
  await moveOrphans(ctx, found, objects)
  const sizes = new Map(objects.map(({ key, size }) => [key, size]))
  for (let after = from; ;) {
    const rows = await rowsWithBytes(ctx.db, after, to, batch)
    const isThere = (row: (typeof rows)[number]) => sizes.get(row.storage_key) === row.size
    // Looked for once more by name: the list may be older than the row.
    const absent: string[] = []
    for (const row of rows) if (!isThere(row) && (await ctx.ports.fileStore.stat(row.storage_key))?.size !== row.size) absent.push(row.id)
    const foundAgain = rows.filter((row) => row.missing_since !== null && !absent.includes(row.id)).map((row) => row.id)
    await inTx(ctx, async (t) => {
      if (absent.length > 0) await markMissing(t.tx, absent, t.clock.now())
      if (foundAgain.length > 0) await markFound(t.tx, foundAgain)
    })
    found.rows += rows.length
    found.missing += absent.length
    for (const { purpose, size } of rows) found.bytesByPurpose[purpose] = (found.bytesByPurpose[purpose] ?? 0) + (size ?? 0)
    if (rows.length < batch) return to ?? ''
    after = rows.at(-1)?.storage_key ?? after
  }
}

async function moveOrphans(ctx: Ctx, found: Found, objects: readonly ListedObject[]): Promise<void> {
  found.objects += objects.length
  const old = ctx.clock.now().getTime() - youngMs
  const owners = new Map(
    (
      await rowsOfKeys(
        ctx.db,
        objects.map(({ key }) => ownerKey(key)),
      )
    ).map((row) => [row.storage_key, row]),
  )
  for (const { key, writtenAt } of objects) {
    const standing = standingOf(key, owners.get(ownerKey(key)))
    if (standing === 'wanted' || writtenAt.getTime() > old) continue
    // What a purge left behind is never kept aside: somebody may have asked for its end.
    if (standing === 'leftover') await ctx.ports.fileStore.delete(key)
    else if (await ctx.ports.fileStore.move(key, orphans + key)) found.orphans += 1
  }
}

/** Parts of uploads that no row knows cost money and are seen by no list of objects. */
async function abortForgotten(ctx: Ctx, found: Found): Promise<void> {
  const { parts } = ctx.ports.fileStore
  const old = ctx.clock.now().getTime() - youngMs
  const pending = (await parts.pending()).filter(({ begunAt }) => begunAt.getTime() <= old)
  const known = await knownUploads(
    ctx.db,
    pending.map(({ uploadId }) => uploadId),
  )
  for (const { key, uploadId } of pending.filter((one) => !known.has(one.uploadId))) {
    await parts.abort(key, uploadId)
    found.staleUploads += 1
  }
}

/** Reads some files to their end, because a size can agree where bytes do not. */
async function rehash(ctx: Ctx, found: Found): Promise<void> {
  for (const { id, storage_key: key, sha256 } of await sampleStored(ctx.db, sampled)) {
    const bytes = await ctx.ports.fileStore.read(key)
    if (bytes === undefined) continue
    found.rehashed += 1
    const read = await hashOf(bytes)
    if (read.sha256 === sha256) continue
    found.hashMismatches += 1
    ctx.log.error('files: the bytes are not those that were stored', { fileId: id })
  }
}
