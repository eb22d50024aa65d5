import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rows, sql } from '@mas/db'
import { anonymous, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { resumeChecks } from './abort-stale.ts'
import { useFileDesk } from './fixtures/file-desk.ts'
import { inPieces, pdfFile } from './fixtures/sample-files.ts'
import { getStorageReport, receiveBytes } from './index.ts'
import { Found, standingOf } from './reconcile-rules.ts'
import { reconcile } from './reconcile.ts'

const desk = useFileDesk()
const ctx = () => desk.harness.ctx(system('files.reconcile'))
const nobody = () => desk.harness.ctx(anonymous)
const hourMs = 3_600_000

async function compared() {
  desk.harness.clock.advance(1_000)
  await reconcile(ctx())
  const report = await getStorageReport(desk.harness.ctx(someone('ADMIN')), {})
  const { lastComparison } = report
  if (lastComparison === null || lastComparison.finishedAt === null) throw new Error('the comparison did not finish')
  return lastComparison
}
/** As if everything had been written long ago, by the clock of the test. */
function age(): void {
  const old = new Date(desk.harness.clock.now().getTime() - 49 * hourMs)
  for (const entry of readdirSync(desk.folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), old, old)
}

test('a folder and its rows that agree have nothing to report, and every hash is read again', async () => {
  for (let n = 1; n <= 3; n += 1) await desk.upload(`${n}.pdf`, pdfFile(n))
  age()
  expect(await compared()).toMatchObject({
    objects: 3,
    rows: 3,
    orphans: 0,
    missing: 0,
    rehashed: 3,
    hashMismatches: 0,
    bytesByPurpose: { resume: expect.any(Number) },
  })
})

test('an object without a row goes to orphans/ once it is two days old; a row without its object is gone and told of', async () => {
  const [lost, changed, fine] = [await desk.upload('lost.pdf'), await desk.upload('changed.pdf'), await desk.upload('fine.pdf')]
  const stray = join(desk.folder, 'objects', 'resume', 'stray')
  writeFileSync(stray, 'nobody wants me')
  expect(await compared()).toMatchObject({ orphans: 0, missing: 0 })
  age()
  rmSync(join(desk.folder, 'objects', (await desk.row(lost)).storage_key))
  const bytes = pdfFile()
  bytes[20] = 0
  writeFileSync(join(desk.folder, 'objects', (await desk.row(changed)).storage_key), bytes)
  expect(await compared()).toMatchObject({ orphans: 1, missing: 1, hashMismatches: 1 })
  expect(await desk.store.stat('orphans/resume/stray')).toMatchObject({ size: 15 })
  expect(await refusalOf(desk.hiring.signLink(ctx(), { fileId: lost }))).toBe('files.gone')
  await desk.hiring.signLink(ctx(), { fileId: fine })
  // Back from a backup it is found again.
  await desk.store.put((await desk.row(lost)).storage_key, inPieces(pdfFile()), 1_000_000)
  expect(await compared()).toMatchObject({ orphans: 0, missing: 0 })
  await desk.hiring.signLink(ctx(), { fileId: lost })
})

test('a comparison that died goes on where it was and counts nothing twice', async () => {
  age()
  const before = await compared()
  await rows(
    desk.db(),
    sql`insert into files.reconciliations (id, started_at, cursor, found) values (${crypto.randomUUID()}::uuid, ${new Date(desk.harness.clock.now().getTime() + 500).toISOString()}::timestamptz, 'zzz',
        ${JSON.stringify(Found.parse({ objects: before.objects, rows: before.rows }))}::text::jsonb)`,
  )
  expect(await compared()).toMatchObject({ objects: before.objects, rows: before.rows, missing: 0 })
})

test('killed in the middle of a check: the sweep has the file checked again', async () => {
  const { fileId, ticket } = await desk.announce('mid.pdf')
  await receiveBytes(nobody(), fileId, ticket, inPieces(pdfFile()))
  await rows(desk.db(), sql`update files.objects set state = 'scanning', type = 'application/pdf' where id = ${fileId}::uuid`)
  await rows(
    desk.db(),
    sql`update files.uploads set checking_until = ${new Date(desk.harness.clock.now().getTime() + 60_000).toISOString()}::timestamptz where object_id = ${fileId}::uuid`,
  )
  await resumeChecks(ctx())
  await desk.harness.drain()
  expect(await desk.row(fileId)).toMatchObject({ state: 'scanning' })
  desk.harness.clock.advance(61_000)
  await resumeChecks(ctx())
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await desk.row(fileId)).toMatchObject({ state: 'stored' })
})

test('uploads in parts that no row knows are aborted once they are two days old', async () => {
  await desk.store.parts.begin('recording/2026/11/unknown', 'video/webm')
  age()
  expect(await compared()).toMatchObject({ staleUploads: 1 })
  expect(await desk.store.parts.pending()).toEqual([])
})

test('an object is wanted in its place while its row has bytes, and beside it only while a picture is made', () => {
  expect(standingOf('a', undefined)).toBe('orphan')
  expect(standingOf('a', { storage_key: 'a', state: 'stored' })).toBe('wanted')
  expect(standingOf('a', { storage_key: 'a', state: 'purged' })).toBe('leftover')
  expect(standingOf('a.raw', { storage_key: 'a', state: 'scanning' })).toBe('wanted')
  expect(standingOf('a.raw', { storage_key: 'a', state: 'stored' })).toBe('leftover')
})

test('what a purge left behind is deleted, never kept aside', async () => {
  const fileId = await desk.upload()
  const { storage_key: key } = await desk.row(fileId)
  await rows(desk.db(), sql`update files.objects set state = 'purged', deleted_at = now() where id = ${fileId}::uuid`)
  age()
  expect(await compared()).toMatchObject({ orphans: 0, missing: 0 })
  expect([await desk.store.stat(key), await desk.store.stat(`orphans/${key}`)]).toEqual([undefined, undefined])
})
