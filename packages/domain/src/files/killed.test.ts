import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rows, sql } from '@mas/db'
import { anonymous, system } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { dropHalfWritten, giveUpStaleUploads, resumeChecks } from './abort-stale.ts'
import { useFileDesk } from './fixtures/file-desk.ts'
import { boundaries, type Boundary } from './fixtures/flights.ts'
import { inPieces, pdfFile } from './fixtures/sample-files.ts'
import { finishUpload, getStorageReport, receiveBytes } from './index.ts'
import { reconcile } from './reconcile.ts'

const desk = useFileDesk()
const ctx = () => desk.harness.ctx(system('files.reconcile'))
const nobody = () => desk.harness.ctx(anonymous)
const child = fileURLToPath(new URL('fixtures/hang-at-boundaries.ts', import.meta.url))
const hourMs = 3_600_000
const left = (path: string) =>
  readdirSync(join(desk.folder, path), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length

test('kill -9 between the wire, the bytes, the row and the verdict: the sender’s repeat stores the file, the sweep takes away the rest', async () => {
  const flight = async (boundary: Boundary) => {
    const recording = boundary === 'parts joined'
    const { fileId, ticket } = await desk.announce(recording ? 'a.webm' : 'a.pdf', recording ? { purpose: 'recording' } : {})
    return { boundary, fileId, ticket }
  }
  const sent = boundaries.filter((boundary) => boundary !== 'made by us')
  const [back, away] = [await Promise.all(sent.map(flight)), await Promise.all(sent.map(flight))]
  const ours = { boundary: 'made by us', fileId: '', ticket: '' } as const
  const now = desk.harness.clock.now().toISOString()
  const process_ = Bun.spawn(
    [process.execPath, child, desk.harness.databaseUrl, desk.folder, now, JSON.stringify([...back, ...away, ours])],
    { stdout: 'pipe', stderr: 'inherit' },
  )
  const { value } = await process_.stdout.getReader().read()
  expect(Buffer.from(value ?? []).toString()).toBe('all there\n')
  process_.kill('SIGKILL')
  await process_.exited

  // The lease of whoever was checking is over; the senders of the first half come back, the others never do.
  desk.harness.clock.advance(3 * 60_000)
  for (const { boundary, fileId, ticket } of back) {
    if (boundary === 'half the bytes') {
      expect(await refusalOf(finishUpload(nobody(), { ticket }))).toBe('files.not-uploaded')
      await receiveBytes(nobody(), fileId, ticket, inPieces(pdfFile()))
    }
    await finishUpload(nobody(), { ticket })
  }
  await resumeChecks(ctx())
  expect((await desk.harness.drain()).dead).toEqual([])
  for (const { boundary, fileId } of back) expect([boundary, (await desk.row(fileId)).state]).toEqual([boundary, 'stored'])

  desk.harness.clock.advance(26 * hourMs)
  age()
  await giveUpStaleUploads(ctx())
  await dropHalfWritten(ctx())
  expect((await desk.harness.drain()).dead).toEqual([])
  for (const { boundary, fileId } of away)
    expect([boundary, (await desk.row(fileId)).state]).toEqual([boundary, boundary === 'scanned' ? 'stored' : 'expired'])
  expect(
    await rows(desk.db(), sql`select state from files.objects where purpose = 'export' and state <> 'expired' and owner_ref = 'test'`),
  ).toEqual([])

  age()
  await reconcile(ctx())
  const { lastComparison } = await getStorageReport(desk.harness.ctx(desk.admin), {})
  expect(lastComparison).toMatchObject({ objects: sent.length + 1, rows: sent.length + 1, orphans: 0, missing: 0, staleUploads: 0 })
  expect([left('incoming'), left('parts'), left('objects')]).toEqual([0, 0, sent.length + 1])
}, 60_000)

/** As if everything had been written long ago, by the clock of the test. */
function age(): void {
  const old = new Date(desk.harness.clock.now().getTime() - 49 * hourMs)
  for (const entry of readdirSync(desk.folder, { recursive: true, withFileTypes: true }))
    utimesSync(join(entry.parentPath, entry.name), old, old)
}
