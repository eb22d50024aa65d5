import { rows, sql } from '@mas/db'
import { anonymous, inTx } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useFileDesk } from './fixtures/file-desk.ts'
import { inPieces, pdfFile } from './fixtures/sample-files.ts'
import { abortUpload, beginUpload, finishUpload, listParts, receiveBytes, receivePart } from './index.ts'
import { purgeDeletedFiles } from './purge.ts'
import { eraseFilesOfSubject } from './erase-subject.ts'

const desk = useFileDesk()
const nobody = () => desk.harness.ctx(anonymous)
const send = (fileId: string, ticket: string, bytes: AsyncIterable<Uint8Array>) => receiveBytes(nobody(), fileId, ticket, bytes)

/** Sends some, waits for `meanwhile`, then sends the rest. */
async function* interrupted(meanwhile: () => Promise<unknown>): AsyncGenerator<Uint8Array> {
  const pdf = pdfFile()
  yield pdf.subarray(0, 50)
  await meanwhile()
  yield pdf.subarray(50)
}

test('a file given up, or erased with its person, while its bytes come keeps none of them', async () => {
  const given = await desk.announce('cv.pdf')
  const abort = async () => {
    expect(await abortUpload(nobody(), { ticket: given.ticket })).toEqual({ aborted: true })
    await desk.harness.drain()
  }
  expect(await refusalOf(send(given.fileId, given.ticket, interrupted(abort)))).toBe('files.upload-expired')
  const userId = crypto.randomUUID()
  const erased = await desk.announce('cv.pdf', { subjectUserId: userId })
  const erase = async () => {
    await inTx(desk.harness.ctx(desk.admin), (t) => eraseFilesOfSubject(t, userId))
    await desk.harness.drain()
  }
  expect(await refusalOf(send(erased.fileId, erased.ticket, interrupted(erase)))).toBe('files.upload-expired')
  for (const { fileId } of [given, erased]) expect(await desk.store.stat((await desk.row(fileId)).storage_key)).toBeUndefined()
})

test('a ticket writes once: no other bytes, not after its day, not for another file, not in another way', async () => {
  const [one, other, parts] = [
    await desk.announce('a.pdf'),
    await desk.announce('b.pdf'),
    await desk.announce('c.webm', { purpose: 'recording' }),
  ]
  expect(await refusalOf(send(other.fileId, one.ticket, inPieces(pdfFile())))).toBe('files.ticket-invalid')
  expect(await refusalOf(send(parts.fileId, parts.ticket, inPieces(pdfFile())))).toBe('files.ticket-invalid')
  const part = { fileId: one.fileId, ticket: one.ticket, number: 1 }
  expect(await refusalOf(receivePart(nobody(), part, inPieces(pdfFile())))).toBe('files.upload-expired')
  await beginUpload(nobody(), { ticket: parts.ticket })
  for (const number of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(await refusalOf(receivePart(nobody(), { fileId: parts.fileId, ticket: parts.ticket, number }, inPieces('x')))).toBe(
      'files.part-invalid',
    )
  await send(one.fileId, one.ticket, inPieces(pdfFile()))
  await finishUpload(nobody(), { ticket: one.ticket })
  expect(await refusalOf(send(one.fileId, one.ticket, inPieces(pdfFile(2))))).toBe('files.already-uploaded')
  desk.harness.clock.advance(24 * 3_600_000)
  expect(await refusalOf(send(one.fileId, one.ticket, inPieces(pdfFile())))).toBe('files.upload-expired')
  expect(await refusalOf(beginUpload(nobody(), { ticket: one.ticket }))).toBe('files.upload-expired')
  expect(await finishUpload(nobody(), { ticket: one.ticket })).toMatchObject({ state: 'stored' })
})

test('of many who send different bytes on one ticket at once, one file comes out whole and the others are told', async () => {
  const { fileId, ticket } = await desk.announce('race.pdf')
  const ends = await Promise.all(Array.from({ length: 8 }, (_, n) => refusalOf(send(fileId, ticket, inPieces(pdfFile(n + 1), 7)))))
  expect(ends.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'files.already-uploaded'), 'nothing was refused'])
  const stored = await finishUpload(nobody(), { ticket })
  const kept = await new Response(await desk.hiring.readStream(desk.harness.ctx(desk.admin), fileId)).bytes()
  expect([stored.size, pdfFile(ends.indexOf('nothing was refused') + 1).length]).toEqual([kept.length, kept.length])
})

test('a picture’s ticket cannot fill the place where it arrived again once the picture is made', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==', 'base64')
  const { fileId, ticket } = await desk.announce('me.png', { purpose: 'avatar' })
  await send(fileId, ticket, inPieces(png))
  await finishUpload(nobody(), { ticket })
  expect((await desk.harness.drain()).dead).toEqual([])
  expect((await desk.row(fileId)).state).toBe('stored')
  expect(await refusalOf(send(fileId, ticket, inPieces(png)))).toBe('files.already-uploaded')
  expect(await desk.store.stat(`${(await desk.row(fileId)).storage_key}.raw`)).toBeUndefined()
})

test('a file destroyed while somebody reads it ends their reading, and its name goes with its bytes', async () => {
  const fileId = await desk.upload('Asha Rao CV.pdf', pdfFile(1, 2_000_000))
  const admin = desk.harness.ctx(desk.admin)
  const reader = (await desk.hiring.readStream(admin, fileId)).getReader()
  await reader.read()
  await inTx(admin, (t) => desk.hiring.deleteObject(t, fileId, 'no longer needed'))
  expect(await refusalOf(desk.hiring.readStream(admin, fileId))).toBe('files.gone')
  desk.harness.clock.advance(8 * 24 * 3_600_000)
  await purgeDeletedFiles(admin)
  expect((await desk.harness.drain()).dead).toEqual([])
  let rest = 0
  for (;;) {
    const { value } = await reader.read().catch(() => ({ value: undefined }))
    if (value === undefined) break
    rest += value.length
  }
  expect(rest).toBeLessThan(2_000_000)
  const [row] = await rows<{ name: string; purged: boolean; kept: boolean }>(
    desk.db(),
    sql`select name, purged_at is not null as purged, sha256 is not null as kept from files.objects where id = ${fileId}::uuid`,
  )
  expect(row).toEqual({ name: 'purged', purged: true, kept: true })
})

test('finished and taken back at the same moment, by many: a file is stored with its bytes, or given up without them, and told of once', async () => {
  const announced = await Promise.all(Array.from({ length: 6 }, (_, n) => desk.announce(`both-${n}.pdf`)))
  for (const { fileId, ticket } of announced) await send(fileId, ticket, inPieces(pdfFile()))
  await Promise.all(
    announced.flatMap(({ ticket }, n) => [
      ...Array.from({ length: 3 }, () => refusalOf(finishUpload(nobody(), { ticket }))),
      refusalOf(
        n % 2 === 0 ? abortUpload(nobody(), { ticket }) : finishUpload(nobody(), { ticket }).then(() => abortUpload(nobody(), { ticket })),
      ),
    ]),
  )
  expect((await desk.harness.drain()).dead).toEqual([])
  for (const { fileId } of announced) {
    const row = await desk.row(fileId)
    const told = await rows<{ name: string }>(
      desk.db(),
      sql`select name from events.outbox where name like 'files.%' and data ->> 'fileId' = ${fileId}`,
    )
    expect([row.state, (await desk.store.stat(row.storage_key)) !== undefined, told.map(({ name }) => name)]).toBeOneOf([
      ['stored', true, ['files.stored']],
      ['expired', false, []],
      ['rejected', false, []],
    ])
  }
})

test('parts of an open-ended recording that come all at once keep no more on the disk than its cap', async () => {
  await desk.setting('files.max-mib.recording', 20)
  const { fileId, ticket } = await desk.announce('class.webm', { purpose: 'recording' })
  await beginUpload(nobody(), { ticket })
  const part = new Uint8Array(8 * 1_048_576)
  const ends = await Promise.all(
    [1, 2, 3, 4].map((number) => refusalOf(receivePart(nobody(), { fileId, ticket, number }, inPieces(part, 1_048_576)))),
  )
  expect(ends).toContain('files.too-large')
  const { items } = await listParts(nobody(), { ticket })
  expect(items.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(20 * 1_048_576)
})
