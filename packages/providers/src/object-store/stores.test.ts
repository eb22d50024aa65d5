import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { afterAll, expect, test } from 'bun:test'
import { createS3 } from '../s3/index.ts'
import { startS3Sandbox } from '../s3/start-sandbox.ts'
import { describeObjectStore } from './contract.ts'
import { localFolderStore, s3ObjectStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-stores-'))
const clock = fixedClock('2026-11-23T04:30:00Z')
const sandbox = startS3Sandbox(clock)
afterAll(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true })
})
const bucketStore = () => s3ObjectStore({ s3: createS3(sandbox.options), spoolFolder: join(folder, 'spool'), log: silentLog })
async function* once(text: string | Uint8Array) {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text
}

describeObjectStore('local folder', async () => ({ store: localFolderStore(join(folder, 'local')), stop: async () => {} }))
describeObjectStore('S3', async () => ({ store: bucketStore(), stop: async () => {} }))

test('a write whose answer is lost is looked for before it is repeated, and stored once', async () => {
  const store = bucketStore()
  sandbox.faults.add('timeout-after-write')
  expect(await store.put('doubt/1', once('x'), 9)).toMatchObject({ outcome: 'exists', size: 1 })
  sandbox.faults.add('internal-error')
  expect(await store.put('doubt/2', once('y'), 9)).toMatchObject({ outcome: 'stored', size: 1 })
  sandbox.faults.add('slow-down', 2)
  expect(await store.put('doubt/3', once('z'), 9)).toMatchObject({ outcome: 'stored', size: 1 })
})

test('a download that breaks goes on from the byte it had reached', async () => {
  const store = bucketStore()
  const content = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251)
  await store.put('cut/1', once(content), 1_000_000)
  sandbox.faults.add('cut-mid-body', 3)
  expect(Buffer.from(await new Response(await store.read('cut/1')).arrayBuffer()).equals(Buffer.from(content))).toBe(true)
})

test.each(['timeout-after-write', 'error-inside-200', 'slow-down'] as const)(
  'completing through %s ends in one object and no open upload',
  async (fault) => {
    const store = bucketStore()
    const key = `complete/${fault}`
    const uploadId = await store.parts.begin(key, 'video/webm')
    await store.parts.put(key, uploadId, 1, once('part'), 99)
    const parts = (await store.parts.list(key, uploadId)) ?? []
    sandbox.faults.add(fault)
    expect(await store.parts.complete(key, uploadId, parts)).toBe('stored')
    expect(await store.stat(key)).toMatchObject({ size: 4 })
    expect((await store.parts.pending()).filter((one) => one.key === key)).toEqual([])
  },
)

test('a store that stays away is an outage that can be tried again, never a wrong answer', async () => {
  const away = s3ObjectStore({
    s3: createS3({ ...sandbox.options, bucketUrl: 'http://127.0.0.1:1/mas-files' }),
    spoolFolder: join(folder, 'spool'),
    log: silentLog,
  })
  expect(away.stat('x')).rejects.toMatchObject({ code: 'files.store-unavailable' })
  expect(away.put('x', once('x'), 9)).rejects.toMatchObject({ code: 'files.store-unavailable' })
})

test.each(['folder', 'bucket'] as const)('what a writer that died left half-written is deleted once it is old, in a %s', async (kind) => {
  const root = join(folder, `half-${kind}`)
  const store =
    kind === 'folder' ? localFolderStore(root) : s3ObjectStore({ s3: createS3(sandbox.options), spoolFolder: root, log: silentLog })
  const left = kind === 'folder' ? join(root, 'incoming') : root
  expect(await store.dropUnfinished(new Date())).toBe(0)
  mkdirSync(left, { recursive: true })
  for (const name of ['old', 'young']) writeFileSync(join(left, name), 'half of it')
  utimesSync(join(left, 'old'), new Date('2026-11-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z'))
  expect(await store.dropUnfinished(new Date('2026-11-02T00:00:00Z'))).toBe(1)
  expect(readdirSync(left)).toEqual(['young'])
})

test('the first use of a spool clears what a killed process left in it', async () => {
  const root = join(folder, 'spool-left')
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'left'), 'half of it')
  utimesSync(join(root, 'left'), new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'))
  await s3ObjectStore({ s3: createS3(sandbox.options), spoolFolder: root, log: silentLog }).put('spool/1', once('x'), 9)
  expect(readdirSync(root)).toEqual([])
})

test('a folder whose disk takes no more is an outage that can be tried again, and keeps nothing of the try', async () => {
  const root = join(folder, 'full')
  const store = localFolderStore(root)
  async function* until(code: string) {
    yield new Uint8Array(10)
    throw Object.assign(new Error(code), { code })
  }
  const uploadId = await store.parts.begin('full/2', 'video/webm')
  const codeOf = (work: Promise<unknown>) => work.then(String, (thrown: unknown) => Reflect.get(Object(thrown), 'code'))
  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS']) {
    expect(await codeOf(store.put('full/1', until(code), 99))).toBe('files.store-unavailable')
    expect(await codeOf(store.parts.put('full/2', uploadId, 1, until(code), 99))).toBe('files.store-unavailable')
  }
  expect(await codeOf(store.put('full/1', until('ECONNRESET'), 99))).toBe('ECONNRESET')
  expect([readdirSync(join(root, 'incoming')), await store.stat('full/1'), await store.parts.list('full/2', uploadId)]).toEqual([
    [],
    undefined,
    [],
  ])
})
