import { createHash } from 'node:crypto'
import { sql, rows } from '@mas/db'
import { anonymous, AppError, inTx, system } from '@mas/kernel'
import { someone, useFileSandbox, useHarness } from '@mas/testing'
import { afterEach, expect, test } from 'bun:test'
import fc from 'fast-check'
import { giveUpStaleUploads, resumeChecks } from './abort-stale.ts'
import { inPieces, pdfFile, webmFile } from './fixtures/sample-files.ts'
import { beginUpload, fileKeysFrom, filesFor, finishUpload, getStorageReport, listParts, receiveBytes, signPart } from './index.ts'
import { purgeDeletedFiles } from './purge.ts'
import { reconcile } from './reconcile.ts'

/** `FAULTS=10000` is the size of the promise; the suite plays a share of it. */
const faults = Number(Bun.env['FAULTS'] ?? 8)
const atOnce = 4
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(9))
const sandbox = useFileSandbox(() => harness.clock, 400)
const harness = useHarness({ ports: { fileStore: sandbox.fileStore, virusScanner: sandbox.virusScanner, fileKeys } })
const hiring = filesFor('hiring')
const us = () => harness.ctx(system('test'))
const hourMs = 3_600_000
afterEach(() => sandbox.storeFaults.clear())

/** Every way in which a store fails that leaves what is stored ours: another writer's bytes have their own tests. */
const kinds = fc.constantFrom(
  'slow-down',
  'too-many',
  'internal-error',
  'timeout-after-write',
  'timeout-after-complete',
  'cut-mid-upload',
  'written-before-equal',
  'cut-mid-body',
  'error-inside-200',
  'missing-part',
)
const again = new Set(['files.store-unavailable', 'files.not-uploaded', 'files.part-invalid'])

/** As a client or a job does: the same thing again, later, until it is done. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (thrown) {
      const isPassing = thrown instanceof AppError ? again.has(thrown.code) : thrown instanceof Error && thrown.message === 'not sent'
      if (!isPassing || tries === 100) throw thrown
      harness.clock.advance(31_000)
    }
  }
}

interface Sent {
  readonly fileId: string
  readonly bytes: Uint8Array<ArrayBuffer>
}
/** The four ways of a file into the store. */
const ways: ((n: number) => Promise<Sent>)[] = [
  async (n) => {
    const bytes = new TextEncoder().encode(`name,phone\nPerson ${n},+91700000000\n`)
    const file = { purpose: 'export', ownerRef: 'test', name: `leads-${n}.csv` } as const
    return { fileId: await persistently(() => hiring.putGenerated(us(), file, inPieces(bytes))), bytes }
  },
  async (n) => {
    const { ctx, fileId, ticket, bytes } = await announced(n)
    await persistently(() => receiveBytes(ctx(), fileId, ticket, inPieces(bytes)))
    await persistently(() => finishUpload(ctx(), { ticket }))
    return { fileId, bytes }
  },
  async (n) => {
    const { ctx, fileId, ticket, bytes } = await announced(n)
    await persistently(async () => {
      const slot = await beginUpload(ctx(), { ticket })
      if (slot.method !== 'put') throw new Error('comes in parts')
      // Once it is known that bytes are there, a repetition comes through us.
      if (slot.url.startsWith('/')) await receiveBytes(ctx(), fileId, ticket, inPieces(bytes))
      else await sent(slot.url, bytes, slot.headers)
      await finishUpload(ctx(), { ticket })
    })
    return { fileId, bytes }
  },
  async (n) => {
    const bytes = webmFile(2_000 + n)
    const { ctx, fileId, ticket } = await announced(n, 'recording')
    await persistently(async () => {
      await beginUpload(ctx(), { ticket })
      await sent((await signPart(ctx(), { ticket, n: 1 })).url, bytes)
    })
    await persistently(async () => {
      const { items } = await listParts(ctx(), { ticket })
      await finishUpload(ctx(), { ticket, ...(items.length > 0 && { parts: items.map(({ n: part, etag }) => ({ n: part, etag })) }) })
    })
    return { fileId, bytes }
  },
]

async function announced(n: number, purpose: 'resume' | 'recording' = 'resume') {
  // An address of its own for each file, so that none meets the limits of requests.
  const ctx = () => harness.ctx(anonymous, { ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` })
  const bytes = pdfFile(1 + (n % 3))
  const told = purpose === 'resume' ? { name: `cv-${n}.pdf`, size: bytes.length } : { name: `class-${n}.webm` }
  const { fileId, ticket } = await inTx(ctx(), (t) => hiring.createTicket(t, fileKeys, { purpose, ownerRef: 'test', ...told }))
  return { ctx, fileId, ticket, bytes }
}

/** As a browser: it gives up when nothing is heard, and what is there already is there. */
async function sent(url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<void> {
  const status = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(400) }).then(
    (answer) => answer.status,
    () => 0,
  )
  if (status !== 200 && status !== 412) throw new Error('not sent')
}

/** Has this many faults in the way of some work, and answers how many it met. */
async function amid(plan: readonly Parameters<typeof sandbox.storeFaults.add>[0][], work: () => Promise<unknown>): Promise<number> {
  for (const fault of plan) sandbox.storeFaults.add(fault)
  await work()
  const left = sandbox.storeFaults.list().reduce((sum, one) => sum + one.left, 0)
  sandbox.storeFaults.clear()
  return plan.length - left
}

test('whatever a store does to files, each is stored once with its own bytes, and nothing stays behind', async () => {
  const all: Sent[] = []
  let met = 0
  // Drawn at once: under one seed every draw begins anew, and all batches would meet the same.
  for (const plan of fc.sample(fc.array(kinds, { minLength: atOnce * 4, maxLength: atOnce * 4 }), faults)) {
    if (met >= faults) break
    const batch = Array.from({ length: atOnce }, (_, n) => all.length + n)
    met += await amid(plan, async () => {
      all.push(...(await Promise.all(batch.flatMap((n) => ways[n % ways.length]?.(n) ?? []))))
    })
    // A check that the store did not let happen is made up for by its job, or by the sweep.
    harness.clock.advance(5 * 60_000)
    await resumeChecks(us())
    expect((await harness.drain()).dead).toEqual([])
  }
  const states = await rows<{ state: string; sha: string; told: number; n: number }>(
    harness.runtime.driver.db,
    sql`select o.state, count(*)::int as n,
          (select count(*)::int from events.outbox e where e.name = 'files.stored') as told
        from files.objects o where o.state = 'stored' group by 1`,
  )
  expect(states).toMatchObject([{ state: 'stored', n: all.length, told: all.length }])
  const inReading = fc.constantFrom('cut-mid-body', 'slow-down', 'internal-error', 'too-many')
  const plans = fc.sample(fc.tuple(inReading, inReading), all.length)
  for (const [at, { fileId, bytes }] of all.entries()) {
    met += await amid(plans[at] ?? [], async () => {
      const got = await persistently(async () => new Response(await hiring.readStream(us(), fileId)).arrayBuffer())
      expect(hashOf(new Uint8Array(got))).toBe(hashOf(bytes))
    })
    harness.clock.advance(31_000)
  }

  // What was begun and never became a file goes away, and what was stored goes once it is deleted, faults or none.
  harness.clock.advance(49 * hourMs)
  await giveUpStaleUploads(us())
  met += await amid(['slow-down', 'timeout-after-write'], () => harness.drain())
  await persistently(() => reconcile(us()))
  const admin = harness.ctx(someone('ADMIN'))
  expect((await getStorageReport(admin, {})).lastComparison).toMatchObject({
    objects: all.length,
    rows: all.length,
    orphans: 0,
    missing: 0,
  })
  expect(await sandbox.fileStore.parts.pending()).toEqual([])
  for (const { fileId } of all) await inTx(us(), (t) => hiring.deleteObject(t, fileId, 'the test is over'))
  harness.clock.advance(8 * 24 * hourMs)
  await purgeDeletedFiles(us())
  met += await amid(['too-many', 'timeout-after-write', 'internal-error'], () => harness.drain())
  harness.clock.advance(hourMs)
  await purgeDeletedFiles(us())
  await harness.drain()
  const left = []
  for await (const { key } of sandbox.fileStore.list('')) left.push(key)
  expect(left).toEqual([])
  console.log(`${met} faults, ${all.length} files`)
}, 7_200_000)

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
