import { createClient, errorOf } from '@mas/contracts/client'
import { fileKeysFrom, filesFor } from '@mas/domain/files'
import { inTx } from '@mas/kernel'
import { localFolderStore } from '@mas/providers/object-store'
import { someone, useFileSandbox, useHarness } from '@mas/testing'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-files-edge-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(9))
const hiring = filesFor('hiring')
const mebibyte = 1_048_576
const sandbox = useFileSandbox(() => inBucket.clock)
const inFolder = useHarness({ ports: { fileStore: localFolderStore(folder), fileKeys } })
const inBucket = useHarness({ ports: { fileStore: sandbox.fileStore, virusScanner: sandbox.virusScanner, fileKeys } })

for (const [name, harness] of [
  ['a folder', inFolder],
  ['a bucket and a scanner', inBucket],
] as const)
  describe(`over HTTP, with ${name}`, () => {
    let server: Server | undefined
    beforeAll(() => {
      server = serveOnBun(testApp(harness), 0)
    })
    afterAll(() => server?.stop(0))
    const base = () => server?.url ?? ''
    const mas = (role?: string) => createClient({ url: base(), platform: 'mr-hire', accessToken: () => role })
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing was refused',
        (thrown: unknown) => errorOf(thrown)?.code ?? String(thrown),
      )
    let network = 0
    function announce(name: string, facts: { purpose?: 'resume' | 'recording'; size?: number } = {}) {
      network += 1
      // A minute later budgets of requests are whole again.
      harness.clock.advance(60_000)
      const { purpose = 'resume', ...rest } = facts
      return inTx(harness.ctx(someone('USER'), { ip: `198.51.100.${network}` }), (t) =>
        hiring.createTicket(t, fileKeys, { purpose, ownerRef: 'application:1', name, ...rest }),
      )
    }
    async function sent(name: string, bytes: Uint8Array<ArrayBuffer>) {
      const { fileId, ticket } = await announce(name, { size: bytes.length })
      const slot = await mas().files.beginUpload.mutate({ ticket })
      if (slot.method !== 'put') throw new Error('comes in parts')
      expect((await fetch(new URL(slot.url, base()), { method: 'PUT', headers: slot.headers, body: bytes })).status).toBe(200)
      return { fileId, ticket }
    }

    test('a resume goes in by its ticket and out by a link, until the link’s second', async () => {
      const pdf = new Uint8Array(1.2 * mebibyte).fill(0x20)
      pdf.set(new TextEncoder().encode('%PDF-1.7\n'))
      const { fileId, ticket } = await sent('cv.pdf', pdf)
      const stored = await mas().files.finishUpload.mutate({ ticket })
      expect(stored).toMatchObject({ fileId, state: 'stored', type: 'application/pdf', size: pdf.length })
      expect(await mas().files.finishUpload.mutate({ ticket })).toEqual(stored)
      const { url } = await hiring.signLink(harness.ctx(someone('EXTERNAL_HR')), { fileId, disposition: 'inline' })
      const open = (headers: Record<string, string> = {}) => fetch(new URL(url, base()), { headers })
      const whole = await open()
      expect([whole.status, whole.headers.get('content-type'), (await whole.arrayBuffer()).byteLength]).toEqual([
        200,
        'application/pdf',
        pdf.length,
      ])
      expect(whole.headers.get('content-disposition')).toStartWith('inline; filename="cv.pdf"')
      const part = await open({ range: 'bytes=0-3' })
      expect([part.status, await part.text()]).toEqual([206, '%PDF'])
      harness.clock.advance(301_000)
      const late = await open()
      expect([late.status, await late.json()]).toMatchObject([403, { code: 'files.link-expired' }])
      const forged = await fetch(new URL(url.replace(fileId, (await announce('b.pdf')).fileId), base()))
      expect([forged.status, await forged.json()]).toMatchObject([403, { code: 'files.link-invalid' }])
    })

    test('a recording comes in parts, in any order and some of them twice, and makes one file', async () => {
      const size = 25 * mebibyte
      const webm = new Uint8Array(size).fill(0x5a)
      webm.set(Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104', 'hex'))
      const { ticket, fileId } = await announce('class.webm', { purpose: 'recording', size: 40 * mebibyte })
      expect(await codeOf(mas().files.finishUpload.mutate({ ticket }))).toBe('files.not-uploaded')
      expect(await codeOf(mas().files.signPart.mutate({ ticket, n: 1 }))).toBe('files.upload-expired')
      const open = await announce('open.webm', { purpose: 'recording' })
      const slot = await mas().files.beginUpload.mutate({ ticket: open.ticket })
      if (slot.method !== 'multipart') throw new Error('comes in one piece')
      const put = async (n: number) => {
        const { url, headers } = await mas().files.signPart.mutate({ ticket: open.ticket, n })
        const body = webm.slice((n - 1) * slot.partSize, n * slot.partSize)
        const answer = await fetch(new URL(url, base()), { method: 'PUT', headers, body })
        expect([answer.status, answer.headers.get('etag') === null]).toEqual([200, false])
      }
      await Promise.all([put(3), put(1), put(2), put(2)])
      const { items } = await mas().files.listParts.mutate({ ticket: open.ticket })
      expect(items.map(({ n, size: bytes }) => [n, bytes])).toEqual([
        [1, 10 * mebibyte],
        [2, 10 * mebibyte],
        [3, 5 * mebibyte],
      ])
      const parts = items.map(({ n, etag }) => ({ n, etag }))
      expect(await mas().files.finishUpload.mutate({ ticket: open.ticket, parts })).toMatchObject({ size, state: 'stored' })
      expect(await mas().files.abortUpload.mutate({ ticket })).toEqual({ aborted: true })
      expect(await codeOf(mas().files.beginUpload.mutate({ ticket }))).toBe('files.upload-expired')
      expect(fileId).not.toBe(open.fileId)
    })

    test('operators’ verbs are theirs; what is wrong is told in the documented words', async () => {
      const { fileId } = await sent('x.pdf', new TextEncoder().encode('%PDF-1.7\n'))
      expect(await codeOf(mas('SALES').files.listQuarantine.query({}))).toBe('request.forbidden')
      expect(await codeOf(mas('SALES').files.setLegalHold.mutate({ fileId, hold: true, reason: 'because' }))).toBe('request.forbidden')
      expect(await codeOf(mas('FINANCE').files.setLegalHold.mutate({ fileId, hold: true, reason: 'too early' }))).toBe('files.not-ready')
      expect(await codeOf(mas('ADMIN').files.restoreObject.mutate({ fileId, reason: 'too early' }))).toBe('files.not-ready')
      expect(await codeOf(mas('ADMIN').files.restoreObject.mutate({ fileId: crypto.randomUUID(), reason: 'nothing there' }))).toBe(
        'request.not-found',
      )
      expect((await mas('ADMIN').files.getStorageReport.query({})).waiting).toMatchObject({ quarantined: 0 })
      expect(await codeOf(mas().files.finishUpload.mutate({ ticket: 'a.1.1.b' }))).toBe('files.ticket-invalid')
      expect((await fetch(new URL(`/files/upload/${fileId}/parts/x`, base()), { method: 'PUT', body: 'x' })).status).toBe(400)
      expect(await codeOf(mas().files.listMyFiles.query({}))).toBe('request.unauthenticated')
    })
  })
