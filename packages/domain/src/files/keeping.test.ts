import { rows, sql } from '@mas/db'
import { anonymous, inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useFileDesk } from './fixtures/file-desk.ts'
import { pdfFile } from './fixtures/sample-files.ts'
import { eraseFilesOfSubject, filesFor, listMyFiles, openLink, restoreObject, setLegalHold } from './index.ts'
import { deleteKeptLongEnough, purgeDeletedFiles } from './purge.ts'
import { retainUntil } from './purpose-limits.ts'

const desk = useFileDesk()
const dayMs = 86_400_000
const day = (n: number) => desk.harness.clock.advance(n * dayMs)
const ctx = () => desk.harness.ctx(system('files.sweep'))
const admin = () => desk.harness.ctx(desk.admin)
async function night(): Promise<void> {
  await deleteKeptLongEnough(ctx())
  await purgeDeletedFiles(ctx())
  expect((await desk.harness.drain()).dead).toEqual([])
}
const daysKept = async (fileId: string) => {
  const { retain } = await desk.row(fileId)
  return retain === null ? null : Math.round((retain.getTime() - desk.harness.clock.now().getTime()) / dayMs)
}

test('what was kept long enough is deleted, can be taken back for seven days, and then its bytes are gone and its row stays', async () => {
  const fileId = await desk.upload('leads.csv', 'Name\nAsha', { purpose: 'import' })
  expect(await daysKept(fileId)).toBe(30)
  day(29)
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'stored' })
  day(1)
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'deleted', purged: false })
  expect(await refusalOf(desk.hiring.signLink(admin(), { fileId }))).toBe('files.gone')
  day(6)
  await night()
  expect(await restoreObject(admin(), { fileId, reason: 'still needed' })).toMatchObject({ state: 'stored' })
  expect(await daysKept(fileId)).toBe(30)
  await inTx(admin(), (t) => desk.hiring.deleteObject(t, fileId, 'no longer needed'))
  await inTx(admin(), (t) => desk.hiring.deleteObject(t, fileId, 'no longer needed'))
  day(7)
  const before = desk.filesIn('objects')
  const { sha256 } = await desk.row(fileId)
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'purged', purged: true, sha256: sha256 ?? '' })
  expect(desk.filesIn('objects')).toBe(before - 1)
  expect(await refusalOf(restoreObject(admin(), { fileId, reason: 'too late' }))).toBe('files.purged')
  expect(await refusalOf(setLegalHold(admin(), { fileId, hold: true, reason: 'too late' }))).toBe('files.purged')
})

test('a held file outlives its time and its owner’s wish; let go, it goes its way', async () => {
  const fileId = await desk.upload('leads.csv', 'Name\nHeld', { purpose: 'import' })
  const finance = desk.harness.ctx(someone('FINANCE'))
  expect(await setLegalHold(finance, { fileId, hold: true, reason: 'case 7 of 2026' })).toMatchObject({ legalHold: true })
  expect(await refusalOf(setLegalHold(desk.harness.ctx(someone('SALES')), { fileId, hold: false, reason: 'I want it' }))).toBe(
    'request.forbidden',
  )
  expect(await refusalOf(inTx(admin(), (t) => desk.hiring.deleteObject(t, fileId, 'cleaning up')))).toBe('files.held')
  day(40)
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'stored' })
  await setLegalHold(finance, { fileId, hold: false, reason: 'case closed' })
  await night()
  // Deleted first and held then: the hold wins over the purge.
  await setLegalHold(finance, { fileId, hold: true, reason: 'case reopened' })
  day(8)
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'deleted', purged: false })
  await setLegalHold(finance, { fileId, hold: false, reason: 'case closed' })
  await night()
  expect(await desk.row(fileId)).toMatchObject({ state: 'purged', purged: true })
})

test('a hold and a purge at the same moment end in one of two ways: held with bytes, or purged and not held', async () => {
  for (let round = 0; round < 5; round += 1) {
    const fileId = await desk.upload()
    await inTx(admin(), (t) => desk.hiring.deleteObject(t, fileId, 'no longer needed'))
    day(8)
    const [held] = await Promise.all([refusalOf(setLegalHold(admin(), { fileId, hold: true, reason: 'a race' })), purgeDeletedFiles(ctx())])
    await desk.harness.drain()
    const { state, purged, storage_key: key } = await desk.row(fileId)
    const isThere = (await desk.store.stat(key)) !== undefined
    expect([held, state, purged, isThere]).toEqual(
      held === 'nothing was refused' ? ['nothing was refused', 'deleted', false, true] : ['files.purged', 'purged', true, false],
    )
  }
})

test('a resume is kept from its last use, class material until it is released, money papers for eight years', async () => {
  const resume = await desk.upload()
  expect(await daysKept(resume)).toBe(730)
  day(100)
  const { url } = await desk.hiring.signLink(admin(), { fileId: resume })
  await openLink(desk.harness.ctx(anonymous), resume, new URL(url, 'http://x').searchParams)
  expect(await daysKept(resume)).toBe(730)

  const material = await desk.upload('slides.pdf', pdfFile(), { purpose: 'material' })
  expect(await daysKept(material)).toBeNull()
  day(1_000)
  await night()
  expect(await desk.row(material)).toMatchObject({ state: 'stored' })
  await inTx(admin(), (t) => desk.hiring.release(t, material))
  await inTx(admin(), (t) => desk.hiring.adopt(t, { fileId: material, ownerRef: 'lesson:2' }))
  await night()
  expect(await desk.row(material)).toMatchObject({ state: 'stored' })
  await inTx(admin(), (t) => desk.hiring.release(t, material))
  await night()
  expect(await desk.row(material)).toMatchObject({ state: 'deleted' })

  const paper = await desk.upload('proof.pdf', pdfFile(), { purpose: 'document' })
  expect(await daysKept(paper)).toBeNull()
  await inTx(admin(), (t) => desk.hiring.extendRetention(t, paper, new Date(desk.harness.clock.now().getTime() + 10 * dayMs)))
  expect(await daysKept(paper)).toBeNull()
  const invoice = await filesFor('finance').putGenerated(
    admin(),
    { purpose: 'document', ownerRef: 'invoice:1', name: 'invoice.pdf' },
    (async function* () {
      yield pdfFile()
    })(),
  )
  expect(await daysKept(invoice)).toBe(2_922)
  expect(await refusalOf(inTx(admin(), (t) => desk.hiring.deleteObject(t, invoice, 'not mine')))).toBe('request.not-found')
})

test('recordings are kept as long as their owner’s setting says', async () => {
  await desk.setting('files.recording-days-by-owner', { hiring: 90 })
  await desk.setting('files.keep-days.import', 3)
  const now = desk.harness.clock.now().getTime()
  expect(((await retainUntil(ctx(), 'recording', 'hiring'))?.getTime() ?? 0) - now).toBe(90 * dayMs)
  expect(((await retainUntil(ctx(), 'recording', 'mentorship'))?.getTime() ?? 0) - now).toBe(180 * dayMs)
  expect(((await retainUntil(ctx(), 'import', 'leads'))?.getTime() ?? 0) - now).toBe(3 * dayMs)
})

test('the erasure of a person lists every file about them, and tells why one stays', async () => {
  const userId = newId()
  const about = { subjectUserId: userId }
  const mine = await desk.upload('cv.pdf', pdfFile(), about)
  const held = await desk.upload('cv2.pdf', pdfFile(2), about)
  await setLegalHold(admin(), { fileId: held, hold: true, reason: 'a dispute' })
  desk.harness.clock.advance(1)
  const invoice = await filesFor('finance').putGenerated(
    admin(),
    { purpose: 'document', ownerRef: 'invoice:2', name: 'invoice.pdf', ...about },
    (async function* () {
      yield pdfFile()
    })(),
  )
  desk.harness.clock.advance(1)
  const { fileId: coming } = await desk.announce('cv3.pdf', about)
  const one = await inTx(admin(), (t) => eraseFilesOfSubject(t, userId))
  expect(one.map(({ fileId, outcome, reason }) => [fileId, outcome, reason])).toEqual([
    [mine, 'deleted', undefined],
    [held, 'kept', 'legal-hold'],
    [invoice, 'kept', 'kept by law'],
    [coming, 'deleted', undefined],
  ])
  day(8)
  await night()
  expect([(await desk.row(mine)).state, (await desk.row(held)).state, (await desk.row(invoice)).state]).toEqual([
    'purged',
    'stored',
    'stored',
  ])
})

test('everybody sees the files they sent or that are about them, a page at a time, and nobody else’s', async () => {
  const [asha, ravi] = [someone('USER'), someone('USER')]
  const sent = await desk.upload('a.pdf', pdfFile(), {}, asha)
  const about = await desk.upload('b.pdf', pdfFile(2), { subjectUserId: asha.userId }, ravi)
  const both = await desk.upload('c.pdf', pdfFile(3), { subjectUserId: asha.userId }, asha)
  const first = await listMyFiles(desk.harness.ctx(asha), { limit: 2 })
  expect(first.items.map(({ fileId }) => fileId)).toEqual([both, about])
  const second = await listMyFiles(desk.harness.ctx(asha), { limit: 2, cursor: first.nextCursor ?? '' })
  expect([second.items.map(({ fileId }) => fileId), second.nextCursor]).toEqual([[sent], null])
  expect((await listMyFiles(desk.harness.ctx(ravi), {})).items.map(({ fileId }) => fileId)).toEqual([about])
  expect(await refusalOf(listMyFiles(desk.harness.ctx(asha), { cursor: 'x' }))).toBe('request.cursor-invalid')
})

test('what a row says of stored bytes never changes, and no row is ever deleted', async () => {
  const fileId = await desk.upload()
  const change = (statement: ReturnType<typeof sql>) =>
    rows(desk.db(), statement).then(
      () => 'done',
      () => 'refused',
    )
  expect(await change(sql`update files.objects set sha256 = decode('00', 'hex') where id = ${fileId}::uuid`)).toBe('refused')
  expect(await change(sql`update files.objects set owner_domain = 'leads' where id = ${fileId}::uuid`)).toBe('refused')
  expect(await change(sql`delete from files.objects where id = ${fileId}::uuid`)).toBe('refused')
  expect(await change(sql`truncate files.objects cascade`)).toBe('refused')
  expect(await change(sql`update files.objects set owner_ref = 'other' where id = ${fileId}::uuid`)).toBe('done')
})

test('the log of who opened what is forgotten after 90 days', async () => {
  const fileId = await desk.upload()
  await desk.hiring.readStream(admin(), fileId)
  const entries = async () =>
    (await rows<{ n: number }>(desk.db(), sql`select count(*)::int as n from files.access_log where object_id = ${fileId}::uuid`))[0]?.n
  expect(await entries()).toBe(1)
  day(91)
  await purgeDeletedFiles(ctx())
  expect(await entries()).toBe(0)
})
