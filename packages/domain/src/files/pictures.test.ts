import { rows, sql } from '@mas/db'
import { anonymous } from '@mas/kernel'
import { createImageCodec } from '@mas/providers/image-codec'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useFileDesk } from './fixtures/file-desk.ts'
import { inPieces } from './fixtures/sample-files.ts'
import { finishUpload, receiveBytes } from './index.ts'

const desk = useFileDesk()
/** A red square of two by two pixels. */
const square = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==', 'base64'),
)
/** The same with a comment between its head and its pixels. */
const withComment = Buffer.concat([square.subarray(0, 33), chunk('tEXt', 'Comment\0taken at 12.97 N 77.59 E'), square.subarray(33)])

test('a picture is stored as it is made anew: without what it told about its taking, with its own hash; what was sent is deleted', async () => {
  const { fileId, ticket } = await desk.announce('me.png', { purpose: 'avatar' })
  await receiveBytes(desk.harness.ctx(anonymous), fileId, ticket, inPieces(withComment))
  expect(await finishUpload(desk.harness.ctx(anonymous), { ticket })).toMatchObject({ state: 'scanning', type: 'image/png' })
  expect((await desk.harness.drain()).dead).toEqual([])
  const done = await finishUpload(desk.harness.ctx(anonymous), { ticket })
  expect(done).toMatchObject({ state: 'stored' })
  const bytes = Buffer.from(await new Response(await desk.hiring.readStream(desk.harness.ctx(desk.admin), fileId)).arrayBuffer())
  expect(bytes.includes('77.59')).toBe(false)
  expect([bytes.length, new Bun.CryptoHasher('sha256').update(bytes).digest('hex')]).toEqual([done.size, done.sha256 ?? ''])
  expect(desk.filesIn('objects')).toBe(1)
  const [found] = await rows<{ width: number; height: number }>(
    desk.db(),
    sql`select width, height from files.objects where id = ${fileId}::uuid`,
  )
  expect(found).toEqual({ width: 2, height: 2 })
  const [entry] = await rows<{ body: unknown }>(
    desk.db(),
    sql`select body from audit.entries where body like '%files.check%' and body like ${`%${fileId}%`} limit 1`,
  )
  expect(JSON.stringify(entry)).toContain(new Bun.CryptoHasher('sha256').update(withComment).digest('hex'))
})

test('a picture that only looks like one is turned away with everything that came of it', async () => {
  const before = desk.filesIn('objects')
  const { fileId, ticket } = await desk.announce('me.png', { purpose: 'avatar' })
  await receiveBytes(desk.harness.ctx(anonymous), fileId, ticket, inPieces(square.subarray(0, 50)))
  await finishUpload(desk.harness.ctx(anonymous), { ticket })
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await refusalOf(finishUpload(desk.harness.ctx(anonymous), { ticket }))).toBe('files.type-mismatch')
  expect(desk.filesIn('objects')).toBe(before)
})

test('killed after the new picture was written: the next try finds it and stores it once', async () => {
  const { fileId, ticket } = await desk.announce('me.png', { purpose: 'avatar' })
  await receiveBytes(desk.harness.ctx(anonymous), fileId, ticket, inPieces(square))
  const made = await createImageCodec().reencode(square, 'image/png', 1_000)
  await desk.store.put((await desk.row(fileId)).storage_key, inPieces(made?.bytes ?? ''), 1_000_000)
  await finishUpload(desk.harness.ctx(anonymous), { ticket })
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await desk.row(fileId)).toMatchObject({ state: 'stored' })
})

function chunk(type: string, text: string): Buffer {
  const body = Buffer.from(type + text, 'latin1')
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(text.length)
  crc.writeUInt32BE(Bun.hash.crc32(body))
  return Buffer.concat([length, body, crc])
}
