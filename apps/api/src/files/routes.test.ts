import { fileKeysFrom, filesFor, finishUpload } from '@mas/domain/files'
import { rows, sql } from '@mas/db'
import { anonymous, inTx } from '@mas/kernel'
import { localFolderStore } from '@mas/providers/object-store'
import { someone, useHarness } from '@mas/testing'
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../app.ts'
import { resolveActor } from '../auth/resolve-actor.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-routes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(9))
const harness = useHarness({ ports: { fileStore: localFolderStore(folder), fileKeys } })
const files = filesFor('leads')
const call = (path: string, init?: RequestInit) => {
  const deps = { runtime: harness.runtime, publicUrl: 'http://localhost:3000', corsOrigins: [], trustedProxies: 0, resolveActor }
  return createApp(deps).request(path, init)
}

test('bytes put on a ticket come back over a link, whole and in ranges, with headers that let nothing run', async () => {
  const { fileId, ticket } = await inTx(harness.ctx(someone('ADMIN')), (t) =>
    files.createTicket(t, fileKeys, { purpose: 'import', ownerRef: 'x', name: 'लीड.csv', size: 11 }),
  )
  const put = (body: string, headers = {}) => call(`/files/upload/${fileId}`, { method: 'PUT', body, headers })
  expect((await put('Name\nAsha,9')).status).toBe(400)
  expect((await put('Name\nAsha,98', { 'x-upload-ticket': ticket })).status).toBe(429)
  expect((await put('Name\nAsha,9', { 'x-upload-ticket': ticket })).status).toBe(200)
  await finishUpload(harness.ctx(anonymous), { ticket })
  const { url } = await files.signLink(harness.ctx(someone('ADMIN')), { fileId, disposition: 'inline' })

  const whole = await call(url)
  expect([whole.status, await whole.text()]).toEqual([200, 'Name\nAsha,9'])
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'text/csv',
    'content-length': '11',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="file.csv"; filename*=UTF-8''${encodeURIComponent('लीड.csv')}`,
  })
  const part = await call(url, { headers: { range: 'bytes=5-8' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 5-8/11', 'Asha'])
  expect((await call(url, { headers: { range: 'bytes=11-' } })).status).toBe(416)
  const etag = whole.headers.get('etag') ?? ''
  const resumed = async (ifRange: string) => (await call(url, { headers: { range: 'bytes=5-8', 'if-range': ifRange } })).status
  expect([await resumed(etag), await resumed('"another"'), await resumed('Mon, 23 Nov 2026 04:30:00 GMT')]).toEqual([206, 200, 200])
  expect((await call(url, { headers: { 'if-none-match': `"x", ${etag}` } })).status).toBe(304)
  const accesses = async () =>
    (
      await rows<{ n: number }>(
        harness.runtime.driver.db,
        sql`select count(*)::int as n from files.access_log where object_id = ${fileId}::uuid`,
      )
    )[0]?.n
  const before = await accesses()
  const head = await call(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '11', ''])
  // Nobody got a byte by it, so it is no access; with the bytes it is one.
  expect(await accesses()).toBe(before)
  await call(url)
  expect(await accesses()).toBe((before ?? 0) + 1)
  const manyRanges = `bytes=${Array.from({ length: 2_000 }, () => '0-10').join(',')}`
  expect((await call(url, { headers: { range: manyRanges } })).status).toBe(200)
  expect((await call(url.replace('d=i', 'd=a'))).status).toBe(403)
  expect((await call('/f/not-an-id?d=a&e=1&k=1&n=x&s=y')).status).toBe(403)
})
