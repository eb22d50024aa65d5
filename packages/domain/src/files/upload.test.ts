import { rows, sql } from '@mas/db'
import { anonymous, inTx } from '@mas/kernel'
import { localFolderStore } from '@mas/providers/object-store'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { abortUpload, beginUpload, fileKeysFrom, filesFor, finishUpload, openLink, receiveBytes } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(7))
const harness = useHarness({ ports: { fileStore: localFolderStore(folder), fileKeys } })
const leadFiles = filesFor('leads')
const nobody = () => harness.ctx(anonymous)

function announce(name: string, facts: { size?: number; sha256?: string } = {}) {
  return inTx(harness.ctx(someone('ADMIN')), (t) =>
    leadFiles.createTicket(t, fileKeys, { purpose: 'import', ownerRef: 'test', name, ...facts }),
  )
}
async function* pieces(...texts: (string | Uint8Array)[]) {
  for (const text of texts) yield typeof text === 'string' ? new TextEncoder().encode(text) : text
}
const filesIn = (path: string) =>
  readdirSync(join(folder, path), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length

test('a ticket, its bytes and a finish make one stored file that its owner reads back, and one event', async () => {
  const { fileId, ticket } = await announce('../../etc/leads.csv')
  expect(await beginUpload(nobody(), { ticket })).toMatchObject({ fileId, method: 'put', url: `/files/upload/${fileId}` })
  expect(await refusalOf(finishUpload(nobody(), { ticket }))).toBe('files.not-uploaded')
  await receiveBytes(nobody(), fileId, ticket, pieces('Name,Mo', 'bile\nAsha,98'))
  const both = await Promise.all([finishUpload(nobody(), { ticket }), finishUpload(nobody(), { ticket })])
  expect(both[0]).toEqual(both[1])
  expect(both[0]).toMatchObject({ fileId, state: 'stored', name: 'leads.csv', type: 'text/csv', size: 19, verdict: 'unscannable' })
  expect(await new Response(await leadFiles.readStream(harness.ctx(someone('ADMIN')), fileId)).text()).toBe('Name,Mobile\nAsha,98')
  const [published] = await rows<{ n: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n from events.outbox where name = 'files.stored' and data ->> 'fileId' = ${fileId}`,
  )
  expect(published?.n).toBe(1)
})

test('an upload whose answer was lost is repeated with the same bytes; other bytes never replace them', async () => {
  const { fileId, ticket } = await announce('again.csv')
  const first = await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))
  expect(await receiveBytes(nobody(), fileId, ticket, pieces('Name', '\nA'))).toEqual(first)
  expect(await refusalOf(receiveBytes(nobody(), fileId, ticket, pieces('Name\nB')))).toBe('files.already-uploaded')
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ sha256: first.sha256 })
  expect(await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))).toEqual(first)
})

test('other bytes are refused also when the first upload died before it was recorded', async () => {
  const { fileId, ticket } = await announce('died.csv')
  const first = await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))
  await rows(
    harness.runtime.driver.db,
    sql`update files.objects set state = 'ticket', size = null, sha256 = null where id = ${fileId}::uuid`,
  )
  expect(await refusalOf(receiveBytes(nobody(), fileId, ticket, pieces('Name\nB')))).toBe('files.already-uploaded')
  expect(await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))).toEqual(first)
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ sha256: first.sha256 })
})

test('another domain neither finds nor links the file', async () => {
  const { fileId, ticket } = await announce('a.csv')
  await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))
  await finishUpload(nobody(), { ticket })
  expect(await refusalOf(filesFor('hiring').signLink(nobody(), { fileId }))).toBe('request.not-found')
  expect(await filesFor('hiring').findStored(nobody(), fileId)).toBeUndefined()
})

test('one byte too many stops the upload and keeps nothing', async () => {
  const before = filesIn('.')
  const { fileId, ticket } = await announce('big.csv', { size: 10 })
  expect(await refusalOf(receiveBytes(nobody(), fileId, ticket, pieces('12345', '678901')))).toBe('files.too-large')
  expect(filesIn('.')).toBe(before)
  await receiveBytes(nobody(), fileId, ticket, pieces('12345', '67890'))
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ size: 10 })
})

test('a picture or program named .csv, a plain zip named .xlsx and a wrong hash are refused and their bytes deleted', async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
  const zip = new Uint8Array(22)
  new DataView(zip.buffer).setUint32(0, 0x06054b50, true)
  const refused: [string, Uint8Array, string, string?][] = [
    ['x.csv', png, 'files.type-mismatch'],
    ['x.csv', new TextEncoder().encode('%PDF-1.7 and so on'), 'files.type-mismatch'],
    ['x.xlsx', new TextEncoder().encode('Name\nA'), 'files.type-mismatch'],
    ['x.xlsx', new Uint8Array([0x50, 0x4b, 0x03, 0x04, ...zip]), 'files.type-mismatch'],
    ['x.xlsx', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 9, 9]), 'files.unsafe-archive'],
    ['x.csv', new TextEncoder().encode('Name\nA'), 'files.hash-mismatch', '00'.repeat(32)],
  ]
  await harness.drain()
  const before = filesIn('.')
  for (const [name, bytes, code, sha256] of refused) {
    const { fileId, ticket } = await announce(name, sha256 === undefined ? {} : { sha256 })
    await receiveBytes(nobody(), fileId, ticket, pieces(bytes))
    expect(await refusalOf(finishUpload(nobody(), { ticket }))).toBe(code)
    expect(await refusalOf(beginUpload(nobody(), { ticket }))).toBe('files.upload-expired')
  }
  expect((await harness.drain()).dead).toEqual([])
  expect(filesIn('.')).toBe(before)
})

test('a name of a kind the purpose does not take gets no ticket', async () => {
  expect(await refusalOf(announce('x.exe'))).toBe('files.type-refused')
  expect(await refusalOf(announce('x.csv', { size: 2 ** 40 }))).toBe('files.too-large')
})

test('of many uploads on one ticket one wins, and its bytes are the stored ones', async () => {
  const { fileId, ticket } = await announce('race.csv')
  const texts = Array.from({ length: 8 }, (_, n) => `Name\nPerson ${n}`)
  const codes = await Promise.all(texts.map((text) => refusalOf(receiveBytes(nobody(), fileId, ticket, pieces(text)))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  const { sha256 } = await finishUpload(nobody(), { ticket })
  const stored = await new Response(await leadFiles.readStream(harness.ctx(someone('ADMIN')), fileId)).text()
  expect(sha256).toBe(new Bun.CryptoHasher('sha256').update(stored).digest('hex'))
})

test('a changed ticket, one of another file, an aborted and a late one are refused', async () => {
  const [a, b] = [await announce('a.csv'), await announce('b.csv')]
  expect(await refusalOf(beginUpload(nobody(), { ticket: `${a.ticket.slice(0, -2)}xx` }))).toBe('files.ticket-invalid')
  expect(await refusalOf(receiveBytes(nobody(), a.fileId, b.ticket, pieces('Name')))).toBe('files.ticket-invalid')
  expect(await abortUpload(nobody(), { ticket: a.ticket })).toEqual({ aborted: true })
  expect(await abortUpload(nobody(), { ticket: a.ticket })).toEqual({ aborted: false })
  expect(await refusalOf(receiveBytes(nobody(), a.fileId, a.ticket, pieces('Name')))).toBe('files.upload-expired')
  const start = harness.clock.now()
  harness.clock.advance(24 * 3_600_000)
  expect(await refusalOf(receiveBytes(nobody(), b.fileId, b.ticket, pieces('Name')))).toBe('files.upload-expired')
  harness.clock.set(start)
})

test('a link opens its own file until its second, and no other', async () => {
  const { fileId, ticket } = await announce('आशा "leads".csv')
  await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))
  await finishUpload(nobody(), { ticket })
  const { url } = await leadFiles.signLink(harness.ctx(someone('ADMIN')), { fileId })
  const { searchParams } = new URL(url, 'http://x')
  const opened = await openLink(nobody(), fileId, searchParams)
  expect(opened).toMatchObject({ type: 'text/csv', size: 6, disposition: 'attachment' })
  expect(await new Response(await opened.read({ from: 1, to: 3 })).text()).toBe('am')
  expect(await refusalOf(openLink(nobody(), (await announce('c.csv')).fileId, searchParams))).toBe('files.link-invalid')
  const inline = new URLSearchParams(searchParams)
  inline.set('d', 'i')
  expect(await refusalOf(openLink(nobody(), fileId, inline))).toBe('files.link-invalid')
  const start = harness.clock.now()
  harness.clock.advance(299_000)
  await openLink(nobody(), fileId, searchParams)
  harness.clock.advance(1_000)
  expect(await refusalOf(openLink(nobody(), fileId, searchParams))).toBe('files.link-expired')
  harness.clock.set(start)
})

test('the sweep gives up what was never finished and deletes its bytes', async () => {
  const { fileId, ticket } = await announce('stale.csv')
  await receiveBytes(nobody(), fileId, ticket, pieces('Name\nA'))
  harness.clock.advance(25 * 3_600_000)
  const { giveUpStaleUploads } = await import('./abort-stale.ts')
  await giveUpStaleUploads(nobody())
  expect((await harness.drain()).dead).toEqual([])
  const [row] = await rows<{ state: string; purged: boolean }>(
    harness.runtime.driver.db,
    sql`select state, purged_at is not null as purged from files.objects where id = ${fileId}::uuid`,
  )
  expect(row).toEqual({ state: 'expired', purged: true })
})
