import { createHash } from 'node:crypto'
import { rows, sql } from '@mas/db'
import { anonymous, inTx, system } from '@mas/kernel'
import { refusalOf, someone, useFileSandbox, useHarness } from '@mas/testing'
import { afterEach, expect, test } from 'bun:test'
import { abortUpload, beginUpload, fileKeysFrom, filesFor, finishUpload, listParts, openLink, restoreObject, signPart } from './index.ts'
import { docxFile } from './fixtures/zip-file.ts'
import { eicar, pdfFile, webmFile } from './fixtures/sample-files.ts'

const fileKeys = fileKeysFrom(new Uint8Array(32).fill(7))
const sandbox = useFileSandbox(() => harness.clock)
const harness = useHarness({ ports: { fileStore: sandbox.fileStore, virusScanner: sandbox.virusScanner, fileKeys } })
const hiring = filesFor('hiring')
const nobody = () => harness.ctx(anonymous)
const admin = () => harness.ctx(someone('ADMIN'))
const db = () => harness.runtime.driver.db
const mebibyte = 1_048_576
afterEach(() => {
  sandbox.storeFaults.clear()
  sandbox.scannerFaults.clear()
})

let network = 0
function announce(name: string, facts: { purpose?: 'resume' | 'recording' | 'avatar'; size?: number; sha256?: string } = {}) {
  const { purpose = 'resume', ...rest } = facts
  network += 1
  return inTx(harness.ctx(anonymous, { ip: `198.51.100.${network}` }), (t) =>
    hiring.createTicket(t, fileKeys, { purpose, ownerRef: 'application:1', name, ...rest }),
  )
}
/** Sends bytes where `beginUpload` says, as a browser would. */
async function send(ticket: string, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const slot = await beginUpload(nobody(), { ticket })
  if (slot.method !== 'put') throw new Error('comes in parts')
  return (await fetch(slot.url, { method: 'PUT', headers: slot.headers, body: bytes })).status
}
async function uploaded(name: string, bytes: Uint8Array<ArrayBuffer>) {
  const { fileId, ticket } = await announce(name, { size: bytes.length })
  expect(await send(ticket, bytes)).toBe(200)
  return { fileId, ticket }
}
const events = (fileId: string) =>
  rows<{ verdict: string }>(
    db(),
    sql`select data ->> 'verdict' as verdict from events.outbox where name = 'files.stored' and data ->> 'fileId' = ${fileId}`,
  )

test('the resume of a stranger goes straight to the bucket, is scanned, and its link works for five minutes', async () => {
  const pdf = pdfFile(2, 1.2 * mebibyte)
  const { fileId, ticket } = await uploaded('Asha Rao – CV.pdf', pdf)
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({
    fileId,
    state: 'stored',
    verdict: 'clean',
    size: pdf.length,
    sha256: createHash('sha256').update(pdf).digest('hex'),
  })
  expect(await events(fileId)).toEqual([{ verdict: 'clean' }])
  const hr = someone('EXTERNAL_HR')
  const { url } = await hiring.signLink(harness.ctx(hr), { fileId, disposition: 'inline', asName: 'resume.pdf' })
  const { searchParams } = new URL(url, 'http://x')
  const opened = await openLink(nobody(), fileId, searchParams)
  const got = await fetch(opened.redirect ?? '')
  expect([got.status, got.headers.get('content-type'), got.headers.get('content-disposition')]).toEqual([
    200,
    'application/pdf',
    `inline; filename="resume.pdf"; filename*=UTF-8''resume.pdf`,
  ])
  expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.from(pdf))).toBe(true)
  const other = await announce('b.pdf')
  expect(await refusalOf(openLink(nobody(), other.fileId, searchParams))).toBe('files.link-invalid')
  const start = harness.clock.now()
  harness.clock.advance(299_999)
  await openLink(nobody(), fileId, searchParams)
  harness.clock.set(new Date((Math.floor(start.getTime() / 1000) + 300) * 1000))
  expect(await refusalOf(openLink(nobody(), fileId, searchParams))).toBe('files.link-expired')
  harness.clock.set(start)
  const log = await rows<{ actor: string; outcome: string }>(
    db(),
    sql`select actor, outcome from files.access_log where object_id = ${fileId}::uuid order by id`,
  )
  expect(log).toEqual([
    { actor: `user:${hr.userId}`, outcome: 'redirected' },
    { actor: `user:${hr.userId}`, outcome: 'redirected' },
    { actor: `user:${hr.userId}`, outcome: 'expired' },
  ])
})

test('the test virus is no PDF by its name, and inside a letter it is found: held back, told once, never linked', async () => {
  const text = new TextEncoder().encode(eicar)
  const asPdf = await uploaded('cv.pdf', text)
  expect(await refusalOf(finishUpload(nobody(), { ticket: asPdf.ticket }))).toBe('files.type-mismatch')
  expect(await refusalOf(finishUpload(nobody(), { ticket: asPdf.ticket }))).toBe('files.type-mismatch')
  const { fileId, ticket } = await uploaded('cv.docx', docxFile({ name: 'word/media/a.bin', bytes: eicar }))
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'quarantined', verdict: 'infected' })
  expect(await events(fileId)).toEqual([{ verdict: 'infected' }])
  expect(await refusalOf(hiring.signLink(admin(), { fileId }))).toBe('files.quarantined')
  expect(await refusalOf(restoreObject(admin(), { fileId, reason: 'looks fine to me' }))).toBe('files.quarantined')
})

test('a recording in 13 parts becomes one object although the store does not answer its completion', async () => {
  const size = 130 * mebibyte
  const { fileId, ticket } = await announce('class.webm', { purpose: 'recording', size })
  const slot = await beginUpload(nobody(), { ticket })
  if (slot.method !== 'multipart') throw new Error('comes in one piece')
  expect([slot.partSize, slot.parts.length]).toEqual([10 * mebibyte, 13])
  const head = webmFile(slot.partSize)
  const rest = new Uint8Array(slot.partSize)
  for (const { n, url } of slot.parts) expect((await fetch(url, { method: 'PUT', body: n === 1 ? head : rest })).status).toBe(200)
  expect((await listParts(nobody(), { ticket })).items).toHaveLength(13)
  // Whether this call finds out by looking or leaves that to the next one: nothing is put together twice.
  sandbox.storeFaults.add('timeout-after-complete')
  expect(['files.store-unavailable', 'nothing was refused']).toContain(await refusalOf(finishUpload(nobody(), { ticket })))
  expect(sandbox.storeFaults.list()).toEqual([])
  const [one, two] = await Promise.all([finishUpload(nobody(), { ticket }), finishUpload(nobody(), { ticket })])
  expect([one.size, one.fileId, two.fileId]).toEqual([136_314_880, fileId, fileId])
  // A sender that heard no answer and looks what has arrived is not told to begin again.
  expect((await listParts(nobody(), { ticket })).items).toHaveLength(13)
  expect((await harness.drain()).dead).toEqual([])
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'stored', verdict: 'unscannable', size: 136_314_880 })
  expect(await sandbox.fileStore.parts.pending()).toEqual([])
  expect(await events(fileId)).toEqual([{ verdict: 'unscannable' }])
}, 180_000)

test('an open-ended recording names no size: parts are signed one by one, up to the cap of its purpose', async () => {
  const { ticket } = await announce('meeting.webm', { purpose: 'recording' })
  expect(await beginUpload(nobody(), { ticket })).toMatchObject({ method: 'multipart', parts: [{ n: 1 }] })
  expect(await refusalOf(signPart(nobody(), { ticket, n: 821 }))).toBe('files.too-large')
  for (const [n, bytes] of [webmFile(5 * mebibyte), new Uint8Array(1_000)].entries()) {
    const { url } = await signPart(nobody(), { ticket, n: n + 1 })
    await fetch(url, { method: 'PUT', body: bytes })
  }
  const { items } = await listParts(nobody(), { ticket })
  expect(await refusalOf(finishUpload(nobody(), { ticket, parts: [{ n: 1, etag: 'other' }] }))).toBe('files.part-invalid')
  const parts = items.map(({ n, etag }) => ({ n, etag }))
  expect(await finishUpload(nobody(), { ticket, parts })).toMatchObject({ size: 5 * mebibyte + 1_000, state: 'stored', verdict: 'clean' })
})

test('while the scanner is away a file waits, is nobody’s to link, and is checked when it is back', async () => {
  sandbox.scannerFaults.add('no-answer')
  const { fileId, ticket } = await uploaded('late.pdf', pdfFile())
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'scanning', verdict: 'pending' })
  expect(await refusalOf(hiring.signLink(admin(), { fileId }))).toBe('files.not-ready')
  expect(await hiring.findFile(admin(), fileId)).toMatchObject({ state: 'scanning' })
  sandbox.scannerFaults.add('cut', 2)
  expect((await harness.drain()).dead).toEqual([])
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'stored', verdict: 'clean' })
})

test('too large for the scanner: a recording is stored unseen, anything else waits for a person who may let it out', async () => {
  sandbox.scannerFaults.add('size-error')
  const { fileId, ticket } = await uploaded('big.pdf', pdfFile())
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'quarantined', verdict: 'unscannable' })
  expect(await events(fileId)).toEqual([])
  expect(await restoreObject(admin(), { fileId, reason: 'looked at by hand' })).toMatchObject({ state: 'stored', verdict: 'unscannable' })
  expect(await events(fileId)).toEqual([{ verdict: 'unscannable' }])
  await hiring.signLink(admin(), { fileId })
})

test('what the store does not answer is not taken for an answer: the same finish later stores the file once', async () => {
  const { fileId, ticket } = await uploaded('again.pdf', pdfFile())
  sandbox.storeFaults.add('slow-down', 3)
  const first = await refusalOf(finishUpload(nobody(), { ticket }))
  expect(['files.store-unavailable', 'nothing was refused']).toContain(first)
  const finished = await Promise.all(Array.from({ length: 5 }, () => finishUpload(nobody(), { ticket })))
  expect(new Set(finished.map(({ state, sha256 }) => `${state} ${sha256}`)).size).toBe(1)
  expect(await events(fileId)).toHaveLength(1)
})

test('an address of the bucket takes exactly the announced bytes, once', async () => {
  const pdf = pdfFile()
  const { ticket } = await announce('once.pdf', { size: pdf.length })
  expect(await send(ticket, pdfFile(2))).toBe(403)
  expect(await send(ticket, pdf)).toBe(200)
  expect(
    await send(
      ticket,
      pdf.map((byte) => byte ^ 1),
    ),
  ).toBe(412)
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'stored' })
})

test('files are read by their owner through the store, in ranges, and that is on record', async () => {
  const { fileId, ticket } = await uploaded('read.pdf', pdfFile())
  await finishUpload(nobody(), { ticket })
  const ctx = harness.ctx(system('hiring.parse'))
  expect(await new Response(await hiring.readStream(ctx, fileId, { from: 1, to: 4 })).text()).toBe('PDF')
  expect(await (await hiring.open(ctx, fileId)).slice(0, 4).text()).toBe('%PDF')
  expect(await refusalOf(filesFor('finance').readStream(ctx, fileId))).toBe('request.not-found')
  const log = await rows<{ via: string; actor: string }>(
    db(),
    sql`select via, actor from files.access_log where object_id = ${fileId}::uuid order by id`,
  )
  expect(log).toEqual([
    { via: 'domain', actor: 'system:hiring.parse' },
    { via: 'domain', actor: 'system:hiring.parse' },
  ])
})

test('a picture goes beside its place in the bucket, and only what is made of it stays', async () => {
  const png = Uint8Array.from(
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==', 'base64'),
  )
  const { fileId, ticket } = await announce('me.png', { purpose: 'avatar', size: png.length })
  expect(await send(ticket, png)).toBe(200)
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ state: 'scanning' })
  expect((await harness.drain()).dead).toEqual([])
  expect(await finishUpload(nobody(), { ticket })).toMatchObject({ fileId, state: 'stored', verdict: 'clean' })
  const keys: string[] = []
  for await (const { key } of sandbox.fileStore.list('avatar/')) if (key.startsWith('avatar/')) keys.push(key)
  expect(keys).toEqual([expect.stringMatching(new RegExp(`^avatar/2026/11/${fileId}$`))])
})

test('many beginnings of one upload share one upload of the store; an abort and a finish at once leave one outcome', async () => {
  const { ticket, fileId } = await announce('race.webm', { purpose: 'recording' })
  const slots = await Promise.all(Array.from({ length: 8 }, () => beginUpload(nobody(), { ticket })))
  const ids = slots.map((slot) => (slot.method === 'multipart' ? new URL(slot.parts[0]?.url ?? '').searchParams.get('uploadId') : ''))
  expect(new Set(ids).size).toBe(1)
  expect(await sandbox.fileStore.parts.pending()).toHaveLength(1)
  const { url } = await signPart(nobody(), { ticket, n: 1 })
  await fetch(url, { method: 'PUT', body: webmFile(1_000) })
  const [finished, aborted] = await Promise.all([refusalOf(finishUpload(nobody(), { ticket })), abortUpload(nobody(), { ticket })])
  expect((await harness.drain()).dead).toEqual([])
  const [row] = await rows<{ state: string; key: string }>(
    db(),
    sql`select state, storage_key as key from files.objects where id = ${fileId}::uuid`,
  )
  const isThere = (await sandbox.fileStore.stat(row?.key ?? '')) !== undefined
  expect([row?.state, isThere]).toEqual(aborted.aborted ? ['expired', false] : ['stored', true])
  if (aborted.aborted) expect(finished).toStartWith('files.')
  expect(await sandbox.fileStore.parts.pending()).toEqual([])
})
