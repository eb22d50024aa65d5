import { anonymous, inTx } from '@mas/kernel'
import { refusalOf, someone, useFileSandbox } from '@mas/testing'
import { expect, test } from 'bun:test'
import { giveUpStaleUploads, resumeChecks } from './abort-stale.ts'
import { encryptedZip } from './encrypted-zip.ts'
import { useFileDesk } from './fixtures/file-desk.ts'
import { eicar, inPieces, pdfFile } from './fixtures/sample-files.ts'
import { docxFile } from './fixtures/zip-file.ts'
import { downloadQuarantined, finishUpload, getStorageReport, listQuarantine, openLink, receiveBytes } from './index.ts'
import { purgeDeletedFiles } from './purge.ts'
import { createCrc } from './zip-cipher.ts'

const sandbox = useFileSandbox(() => desk.harness.clock)
const desk = useFileDesk({ virusScanner: sandbox.virusScanner })
const unscanned = useFileDesk()
const ctx = () => desk.harness.ctx(desk.admin)

test('an administrator sees what is held back and takes it out as an encrypted zip only, with a reason on record', async () => {
  const virus = await desk.upload('cv.docx', docxFile({ name: 'x', bytes: eicar }))
  await desk.upload('fine.docx', docxFile())
  const { items } = await listQuarantine(ctx(), {})
  expect(items).toMatchObject([{ fileId: virus, verdict: 'infected', reason: 'Eicar-Test-Signature', name: 'cv.docx' }])
  expect(await refusalOf(listQuarantine(desk.harness.ctx(someone('FINANCE')), {}))).toBe('request.forbidden')
  expect((await getStorageReport(ctx(), {})).waiting).toMatchObject({ quarantined: 1, scanning: 0 })
  const { url, password } = await downloadQuarantined(ctx(), { fileId: virus, reason: 'sample for the provider' })
  const { pathname, searchParams } = new URL(url, 'http://x')
  const opened = await openLink(desk.harness.ctx(anonymous), pathname.slice('/f/'.length), searchParams)
  const zip = Buffer.from(await (await opened.open()).arrayBuffer())
  expect([opened.type, password, zip.includes(eicar), zip.subarray(0, 4).toString('latin1')]).toEqual([
    'application/zip',
    'infected',
    false,
    'PK\x03\x04',
  ])
  const clean = await desk.upload('b.docx', docxFile())
  expect(await refusalOf(downloadQuarantined(ctx(), { fileId: clean, reason: 'just curious' }))).toBe('request.not-found')
})

test('an infected file that its owner deletes is destroyed after seven days; its row says infected for ever', async () => {
  const virus = await desk.upload('cv.docx', docxFile({ name: 'y', bytes: eicar }))
  await inTx(ctx(), (t) => desk.hiring.deleteObject(t, virus, 'not wanted'))
  expect((await listQuarantine(ctx(), {})).items.map(({ fileId }) => fileId)).not.toContain(virus)
  const isThere = async () => (await desk.store.stat((await desk.row(virus)).storage_key)) !== undefined
  for (const [days, expected] of [
    [6, true],
    [2, false],
  ] as const) {
    desk.harness.clock.advance(days * 86_400_000)
    await purgeDeletedFiles(ctx())
    expect((await desk.harness.drain()).dead).toEqual([])
    expect(await isThere()).toBe(expected)
  }
  expect(await desk.row(virus)).toMatchObject({ state: 'quarantined', verdict: 'infected', purged: true })
  expect(await refusalOf(downloadQuarantined(ctx(), { fileId: virus, reason: 'too late now' }))).toBe('files.purged')
})

test('the encrypted zip opens with its password by the old cipher of every zip program', async () => {
  const plain = Buffer.from('a sample '.repeat(1_000))
  const pieces: Uint8Array[] = []
  for await (const piece of encryptedZip('आशा.bin', 'infected', inPieces(plain, 100))) pieces.push(piece)
  const zip = Buffer.concat(pieces)
  const end = zip.length - 22
  expect([zip.readUInt32LE(end), zip.readUInt16LE(end + 10)]).toEqual([0x06054b50, 1])
  const entry = zip.readUInt32LE(end + 16)
  expect([zip.readUInt32LE(entry), zip.readUInt32LE(entry + 24), zip.readUInt16LE(entry + 28)]).toEqual([
    0x02014b50,
    plain.length,
    Buffer.byteLength('आशा.bin'),
  ])
  const packed = zip.readUInt32LE(entry + 20)
  const start = 30 + Buffer.byteLength('आशा.bin')
  const opened = deciphered(zip.subarray(start, start + packed), 'infected')
  expect(opened.subarray(12).equals(plain)).toBe(true)
  const crc = createCrc()
  crc.add(plain)
  expect(zip.readUInt32LE(entry + 16)).toBe(crc.value())
  expect(crc.value()).toBe(Bun.hash.crc32(plain))
})

test('without a scanner a stranger’s file waits unless the setting allows it; everybody else’s is stored unscanned', async () => {
  const { harness, hiring, fileKeys } = unscanned
  const stranger = () => harness.ctx(anonymous)
  const { fileId, ticket } = await inTx(stranger(), (t) =>
    hiring.createTicket(t, fileKeys, { purpose: 'resume', ownerRef: 'application', name: 'cv.pdf' }),
  )
  await receiveBytes(stranger(), fileId, ticket, inPieces(pdfFile()))
  expect(await finishUpload(stranger(), { ticket })).toMatchObject({ state: 'scanning', verdict: 'pending' })
  const sweep = async () => {
    await giveUpStaleUploads(harness.ctx(unscanned.admin))
    await resumeChecks(harness.ctx(unscanned.admin))
    expect((await harness.drain()).dead).toEqual([])
  }
  harness.clock.advance(25 * 3_600_000)
  await sweep()
  expect(await refusalOf(hiring.signLink(harness.ctx(unscanned.admin), { fileId }))).toBe('files.not-ready')
  expect(await unscanned.row(await unscanned.upload())).toMatchObject({ state: 'stored', verdict: 'unscannable' })
  await unscanned.setting('files.allow-unscanned', true)
  await sweep()
  expect(await unscanned.row(fileId)).toMatchObject({ state: 'stored', verdict: 'unscannable' })
})

/** The cipher backwards, written anew from its description. */
function deciphered(sealed: Uint8Array, password: string): Buffer {
  const table = Array.from({ length: 256 }, (_, n) =>
    Array.from({ length: 8 }).reduce<number>((value) => (value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1) >>> 0, n),
  )
  const crc = (value: number, byte: number) => ((table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)) >>> 0
  const key: [number, number, number] = [0x12345678, 0x23456789, 0x34567890]
  const update = (byte: number) => {
    key[0] = crc(key[0], byte)
    key[1] = Number((BigInt(key[1] + (key[0] & 0xff)) * 134_775_813n + 1n) & 0xffffffffn)
    key[2] = crc(key[2], key[1] >>> 24)
  }
  for (const byte of Buffer.from(password)) update(byte)
  return Buffer.from(
    sealed.map((byte) => {
      const temp = (key[2] | 2) & 0xffff
      const plain = byte ^ (((temp * (temp ^ 1)) >>> 8) & 0xff)
      update(plain)
      return plain
    }),
  )
}
