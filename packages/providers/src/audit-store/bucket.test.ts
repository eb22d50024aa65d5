import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@mas/kernel/clock'
import { AppError } from '@mas/kernel/errors'
import { afterAll, expect, test } from 'bun:test'
import { createS3, type S3 } from '../s3/index.ts'
import type { S3Faults } from '../s3/sandbox-faults.ts'
import { startS3Sandbox } from '../s3/start-sandbox.ts'
import { bucketAuditStores } from './bucket.ts'
import { describeAuditStores } from './contract.ts'
import type { AuditStoreFault } from './sandbox-faults.ts'

const clock = fixedClock(new Date())
const sandbox = startS3Sandbox(clock)
afterAll(() => sandbox.stop())

/** What the bucket does where the contract says what happens to the caller. */
const asBucketFault: Readonly<Record<AuditStoreFault, keyof S3Faults['catalogue']>> = {
  'timeout-after-write': 'timeout-after-write',
  'exists-equal': 'written-before-equal',
  'exists-different': 'written-before-different',
  unavailable: 'slow-down',
  'partial-upload': 'cut-mid-upload',
}
let made = 0
const stores = async (s3: S3 = createS3(sandbox.options)) => {
  const spoolFolder = await mkdtemp(join(tmpdir(), 'mas-audit-spool-'))
  return bucketAuditStores({ mode: 'sandbox', s3, prefix: `audit-${made++}/`, retainYears: 8, clock, spoolFolder })
}
async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text)
}

describeAuditStores('bucket with object lock', async () => {
  sandbox.faults.clear()
  const { anchorSink: sink, archiveStore: archive } = await stores()
  return { sink, archive, faults: { add: (fault) => sandbox.faults.add(asBucketFault[fault]) } }
})

test('every object is locked in compliance mode for the years that were asked for, and then cannot be deleted or overwritten', async () => {
  const s3 = createS3(sandbox.options)
  const { anchorSink, archiveStore } = await stores(s3)
  const prefix = `audit-${made - 1}/`
  await anchorSink.put('2026-11-22', new TextEncoder().encode('one'))
  await archiveStore.put('audit-2024-10.ndjson.gz', chunks('a', 'b'))
  const until = new Date(clock.now())
  until.setUTCFullYear(until.getUTCFullYear() + 8)
  for (const key of [`${prefix}anchors/anchor-2026-11-22.json`, `${prefix}archive/audit-2024-10.ndjson.gz`]) {
    expect(await s3.head(key)).toMatchObject({ value: { lock: { mode: 'COMPLIANCE', retainUntil: until } } })
    expect(await s3.delete(key)).toMatchObject({ outcome: 'refused' })
  }
  expect(await archiveStore.put('audit-2024-10.ndjson.gz', chunks('other'))).toMatchObject({ outcome: 'ok', value: { existed: true } })
})

test('a download that is cut goes on at the byte it reached; one that is cut again and again is an error and no short archive', async () => {
  const { archiveStore } = await stores()
  await archiveStore.put('m.gz', chunks('x'.repeat(50_000), 'y'.repeat(50_000)))
  const read = async () => {
    const answer = await archiveStore.read('m.gz')
    if (answer.outcome !== 'ok' || answer.value === null) return answer.outcome
    let size = 0
    for await (const piece of answer.value) size += piece.length
    return size
  }
  sandbox.faults.add('cut-mid-body', 2)
  expect(await read()).toBe(100_000)
  sandbox.faults.add('cut-mid-body', 100)
  expect(await read().catch((thrown: unknown) => (thrown instanceof AppError ? thrown.code : 'none'))).toBe('request.unavailable')
  sandbox.faults.clear()
})
