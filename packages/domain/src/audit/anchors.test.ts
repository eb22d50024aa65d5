import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { createAuditStoreFaults, folderAnchorSink } from '@mas/providers/audit-store'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { auditHealth } from './health.ts'
import { isProofSound, listAnchors, listEntries, proveEntry, recordMany, verifyChain } from './index.ts'
import { publishAnchor } from './publish-anchor.ts'
import { keepLog, tamper } from './tampering-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-anchors-'))
const faults = createAuditStoreFaults()
const harness = useHarness({ ports: { anchorSink: folderAnchorSink({ folder, faults }) } })
const day = 86_400_000
const worker = () => harness.ctx(system('audit.publish-anchor'))
const write = (count: number) =>
  inTx(harness.ctx(system('test')), (t) =>
    recordMany(
      t,
      Array.from({ length: count }, (_, n) => ({ action: 'finance.test', subject: { type: 'n', id: String(n) } })),
    ),
  )
const anchors = async () => (await listAnchors(harness.ctx(someone('ADMIN')), {})).items

test('an entry is proven to an outsider by a path to the next signed anchor; every altered proof fails', async () => {
  const [first = ''] = await write(5)
  expect(await refusalOf(proveEntry(harness.ctx(someone('FINANCE')), { id: first }))).toBe('audit.not-anchored')
  await publishAnchor(worker())
  const proof = await proveEntry(harness.ctx(someone('FINANCE')), { id: first })
  expect(proof.path).toHaveLength(4)
  expect(isProofSound(proof)).toBe(true)
  const altered = [
    { ...proof, body: proof.body.replace('"effect":"write"', '"effect":"read" ') },
    { ...proof, seq: proof.seq + 1 },
    { ...proof, path: proof.path.slice(1) },
    { ...proof, anchor: { ...proof.anchor, day: '2026-11-21' } },
    { ...proof, anchor: { ...proof.anchor, heads: proof.anchor.heads.slice(1) } },
  ]
  for (const one of altered) expect(isProofSound(one)).toBe(false)
})

test('where the way to the anchor is not whole there is no proof, instead of one that does not hold', async () => {
  const { items } = await listEntries(harness.ctx(someone('FINANCE')), { action: 'finance.test' })
  const ids = items.map(({ id }) => id).toReversed()
  const restore = await keepLog(harness)
  await tamper(harness, sql`delete from audit.entries where id = ${ids[2] ?? ''}::uuid`)
  expect(await refusalOf(proveEntry(harness.ctx(someone('FINANCE')), { id: ids[0] ?? '' }))).toBe('audit.not-anchored')
  expect(isProofSound(await proveEntry(harness.ctx(someone('FINANCE')), { id: ids[4] ?? '' }))).toBe(true)
  await restore()
})

test('the anchor closes the day before, lies in the sink under its day, and a second run changes nothing', async () => {
  const [anchor] = await anchors()
  expect(anchor).toMatchObject({ day: '2026-11-22', state: 'published', receipt: 'folder:anchor-2026-11-22.json' })
  const file = () => readFileSync(join(folder, 'anchors', 'anchor-2026-11-22.json'), 'utf8')
  const before = file()
  expect(JSON.parse(before)).toMatchObject({ day: '2026-11-22', digest: anchor?.digest, signature: anchor?.signature })
  await write(1)
  await publishAnchor(worker())
  expect(file()).toBe(before)
})

test('a lost answer and an equal object end published; a busy store is tried again; other content alarms and is left alone', async () => {
  for (const [fault, code] of [
    ['timeout-after-write', 'nothing was refused'],
    ['exists-equal', 'nothing was refused'],
    ['unavailable', 'request.unavailable'],
    ['partial-upload', 'request.unavailable'],
  ] as const) {
    harness.clock.advance(day)
    faults.add(fault)
    expect(await refusalOf(publishAnchor(worker()))).toBe(code)
    if (code !== 'nothing was refused') await publishAnchor(worker())
    expect((await anchors())[0]?.state).toBe('published')
  }
  harness.clock.advance(day)
  faults.add('exists-different')
  expect(await refusalOf(publishAnchor(worker()))).toBe('audit.store-disagrees')
  expect(await refusalOf(publishAnchor(worker()))).toBe('audit.store-disagrees')
  expect((await anchors())[0]?.state).toBe('computed')
  expect(harness.logged()).toContain('audit anchor differs')
  expect(await verifyChain(harness.ctx(system('test')), {})).toMatchObject({ ok: false, fault: { chain: null, kind: 'anchor-mismatch' } })
  harness.clock.advance(day + 1)
  expect((await anchors())[0]?.state).toBe('late')
  expect(await auditHealth(worker())).toMatchObject({ ok: false, lateAnchors: 1 })
})

test('a day that cannot be published holds no later day up', async () => {
  const waiting = (await anchors())[0]?.day
  expect(await refusalOf(publishAnchor(worker()))).toBe('audit.store-disagrees')
  const [newest, before] = await anchors()
  expect(newest?.state).toBe('published')
  expect(before).toMatchObject({ day: waiting, state: 'late' })
})
