import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChainFault } from '@mas/contracts/audit'
import { rows, sql } from '@mas/db'
import { readHeads } from '@mas/db/audit'
import { inTx, silentLog, system, type Ports } from '@mas/kernel'
import { bucketAuditStores } from '@mas/providers/audit-store'
import { createS3, type S3 } from '@mas/providers/s3'
import { sandboxS3 } from '@mas/providers/s3/sandbox'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { useHarness } from '@mas/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { destroyKey, recordMany, verifyChain } from './index.ts'
import { anchorMessage, headsDigest } from './proof-rules.ts'
import { publishAnchor } from './publish-anchor.ts'
import { keysOf } from './subject-keys.ts'
import { keepLog, relink, tamper } from './tampering-fixture.ts'
import { verify } from './verify.ts'

/** The real adapters over the sandbox of a bucket with object lock. */
const spoolFolder = mkdtempSync(join(tmpdir(), 'mas-attacks-'))
let sandbox: Sandbox | undefined
let s3: S3 | undefined
let stores: ReturnType<typeof bucketAuditStores> | undefined
const opened = () => {
  if (stores === undefined) throw new Error('the sandbox is not up yet')
  return stores
}
const anchorSink: Ports['anchorSink'] = {
  mode: 'sandbox',
  put: (day, content) => opened().anchorSink.put(day, content),
  find: (day) => opened().anchorSink.find(day),
  days: (after) => opened().anchorSink.days(after),
}
const store: Ports['auditArchive']['store'] = {
  mode: 'sandbox',
  put: (key, content) => opened().archiveStore.put(key, content),
  read: (key) => opened().archiveStore.read(key),
}
const harness = useHarness({ ports: { anchorSink, auditArchive: { store, onlineMonths: 24 } } })
const worker = () => harness.ctx(system('audit.attack'))
const everything = () => verifyChain(worker(), {})
const write = (count: number) =>
  inTx(worker(), (t) =>
    recordMany(
      t,
      Array.from({ length: count }, (_, n) => ({
        action: 'test.change',
        subject: { type: 'user', id: `p${n}` },
        after: { name: 'Asha', n },
        personal: ['name'],
      })),
    ),
  )
/** The chain with the most entries, and its last seq when the day was closed. */
let chain = 0
let anchored = 0
let restore: () => Promise<void> = async () => {}

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock: harness.clock })
  const { accessKeyId, secretAccessKey, region, bucket } = sandboxS3
  const options = { bucketUrl: `${sandbox.httpUrl}/s3/${bucket}`, bucket, region, accessKeyId, secretAccessKey, clock: harness.clock }
  s3 = createS3({ ...options, log: silentLog, timeoutMs: 5_000, sleep: async () => {} })
  stores = bucketAuditStores({ mode: 'sandbox', s3, prefix: 'audit/', retainYears: 8, clock: harness.clock, spoolFolder })
  for (let n = 0; n < 4; n++) await write(9)
  await publishAnchor(worker())
  const heads = (await readHeads(harness.runtime.driver.db)).toSorted((a, b) => b.seq - a.seq)
  chain = heads[0]?.no ?? 0
  anchored = heads[0]?.seq ?? 0
  // The next act goes on in the same chain.
  await tamper(
    harness,
    sql`create table public.busy as select no from audit.chains`,
    sql`delete from public.busy where no = ${chain}::smallint`,
  )
  await harness.runtime.driver.transaction(async (tx) => {
    await rows(tx, sql`select 1 as one from audit.chains where no in (select no from public.busy) for update`)
    await write(9)
  })
  expect(await everything()).toMatchObject({ ok: true, stores: 'agree' })
})
afterEach(() => restore())
afterAll(async () => {
  await sandbox?.stop()
  rmSync(spoolFolder, { recursive: true, force: true })
})

const onChain = () => sql`chain = ${chain}::smallint`
const resign = async () => {
  const db = harness.runtime.driver.db
  const heads = (await readHeads(db)).map(({ no, seq, head }) => ({ no, seq: Math.min(seq, no === chain ? anchored : seq), head }))
  const [kept] = await rows<{ hash: string }>(
    db,
    sql`select encode(hash, 'hex') as hash from audit.entries where ${onChain()} and seq = ${anchored}::bigint`,
  )
  const signed = heads.map((head) => (head.no === chain ? { ...head, head: kept?.hash ?? '' } : head))
  const digest = headsDigest(signed)
  const signature = Buffer.from(keysOf(worker()).sign(anchorMessage('2026-11-22', digest))).toString('base64')
  await tamper(
    harness,
    sql`update audit.anchors set heads = ${JSON.stringify(signed)}::text::jsonb, digest = decode(${digest}, 'hex'), signature = decode(${signature}, 'base64')`,
  )
}
const forget = sql`delete from audit.verifications`
const setHead = (seq: ReturnType<typeof sql>) =>
  sql`update audit.chains c set seq = ${seq}, head = coalesce((select e.hash from audit.entries e where e.chain = c.no and e.seq = ${seq}), audit.genesis(c.no)) where no = ${chain}::smallint`
const forged = (no: ReturnType<typeof sql>, seq: ReturnType<typeof sql>) =>
  sql`insert into audit.entries (id, at, body, chain, seq, hash)
      select i, at + interval '1 second', b, ${no}::smallint, ${seq}::bigint, audit.link(hash, ${seq}::bigint, b)
      from (select *, gen_random_uuid() as i from audit.entries where ${onChain()} order by seq desc limit 1) e
        cross join lateral (select replace(replace(body, e.id::text, i::text), '04:30:00', '04:30:01') as b) made`

const attacks: readonly [string, () => Promise<void>, () => Partial<ChainFault>][] = [
  [
    'the newest entries cut off and the head set back with them, after a clean run',
    () =>
      tamper(harness, sql`delete from audit.entries where ${onChain()} and seq > ${anchored}::bigint`, setHead(sql`${anchored}::bigint`)),
    () => ({ chain, kind: 'missing', seq: anchored + 1 }),
  ],
  [
    'everything of a chain removed, its head at the beginning, and the runs forgotten',
    () => tamper(harness, forget, sql`delete from audit.entries where ${onChain()}`, setHead(sql`0::bigint`)),
    () => ({ chain, kind: 'anchor-mismatch' }),
  ],
  [
    'the middle of a chain removed',
    () => tamper(harness, sql`delete from audit.entries where ${onChain()} and seq between 4 and 7`),
    () => ({ chain, seq: 4, kind: 'missing' }),
  ],
  [
    'the middle of a chain removed under a made-up checkpoint',
    () =>
      tamper(
        harness,
        sql`insert into audit.checkpoints (chain, seq, from_seq, head, archive)
            select chain, seq, 1, hash, 'audit-2024-11.ndjson.gz' from audit.entries where ${onChain()} and seq = 7`,
        sql`delete from audit.entries where ${onChain()} and seq <= 7`,
      ),
    () => ({ chain, seq: 1, kind: 'missing' }),
  ],
  [
    'what came after the last anchor rewritten so that every link fits',
    () => relink(harness, chain, anchored + 1),
    () => ({ chain: null, kind: 'head-mismatch' }),
  ],
  [
    'a chain rewritten from its beginning, and the runs forgotten',
    async () => {
      await relink(harness, chain, 1)
      await tamper(harness, forget)
    },
    () => ({ chain, seq: anchored, kind: 'anchor-mismatch' }),
  ],
  [
    'a chain rewritten, and its anchor signed anew by somebody who has the root secret',
    async () => {
      await relink(harness, chain, 1)
      await tamper(harness, forget)
      await resign()
    },
    () => ({ chain: null, kind: 'anchor-mismatch' }),
  ],
  [
    'a chain rewritten, and every anchor and run removed from the database',
    async () => {
      await relink(harness, chain, 1)
      await tamper(harness, forget, sql`delete from audit.anchors`)
    },
    () => ({ chain: null, kind: 'anchor-mismatch' }),
  ],
  [
    'everything truncated and begun anew',
    async () => {
      await tamper(
        harness,
        sql`truncate audit.entries, audit.anchors, audit.verifications, audit.subject_keys`,
        sql`update audit.chains set seq = 0, head = audit.genesis(no)`,
      )
      await write(9)
    },
    () => ({ chain: null, kind: 'anchor-mismatch' }),
  ],
  [
    'a chain removed with its row',
    () =>
      tamper(
        harness,
        forget,
        sql`delete from audit.entries where ${onChain()}`,
        sql`delete from audit.chains where no = ${chain}::smallint`,
      ),
    () => ({ chain, kind: 'missing' }),
  ],
  [
    'an entry put behind the head of a chain',
    () => tamper(harness, forged(sql`${chain}`, sql`(seq + 1)`)),
    () => ({ chain, kind: 'reordered' }),
  ],
  [
    'an entry put in front of the first one',
    () => tamper(harness, forged(sql`${chain}`, sql`0`)),
    () => ({ chain, seq: 0, kind: 'reordered' }),
  ],
  ['an entry on a chain that is none', () => tamper(harness, forged(sql`57`, sql`1`)), () => ({ chain: 57, kind: 'reordered' })],
  ['an entry on a chain below the first', () => tamper(harness, forged(sql`-3`, sql`1`)), () => ({ chain: -3, kind: 'reordered' })],
  [
    'the heads of an anchor changed',
    () => tamper(harness, sql`update audit.anchors set heads = jsonb_set(heads, '{0,seq}', '7')`),
    () => ({ chain: null, kind: 'anchor-mismatch' }),
  ],
  ['an anchor that says nothing', () => tamper(harness, sql`update audit.anchors set heads = '{}'`), () => ({ kind: 'anchor-mismatch' })],
  [
    'an anchor moved to another day',
    () => tamper(harness, sql`update audit.anchors set day = day - 1`),
    () => ({ kind: 'anchor-mismatch' }),
  ],
  [
    'an anchor that is said never to have been published, of other heads',
    async () => {
      await relink(harness, chain, 1)
      await tamper(harness, forget)
      await resign()
      await tamper(harness, sql`update audit.anchors set published_at = null, receipt = null`)
    },
    () => ({ kind: 'anchor-mismatch' }),
  ],
  [
    'a sealed value changed',
    () =>
      tamper(harness, sql`update audit.entries set body = replace(body, '{"$sealed":"A', '{"$sealed":"B') where ${onChain()} and seq = 5`),
    () => ({ chain, seq: 5, kind: 'edited' }),
  ],
  [
    'the key of sealed values exchanged for that of somebody else',
    () =>
      tamper(
        harness,
        sql`update audit.subject_keys k set wrapped_key = o.wrapped_key from audit.subject_keys o where k.subject_id = 'p1' and o.subject_id = 'p2'`,
      ),
    () => ({ chain: null, kind: 'key-mismatch' }),
  ],
  [
    'a byte of a key changed',
    () =>
      tamper(
        harness,
        sql`update audit.subject_keys set wrapped_key = set_byte(wrapped_key, 20, get_byte(wrapped_key, 20) # 1) where subject_id = 'p3'`,
      ),
    () => ({ chain: null, kind: 'key-mismatch' }),
  ],
  [
    'a key removed',
    () => tamper(harness, sql`delete from audit.subject_keys where subject_id = 'p0'`),
    () => ({ chain, seq: 1, kind: 'key-mismatch' }),
  ],
  [
    'a key taken away that no erasure destroyed',
    async () => {
      await inTx(worker(), (t) => destroyKey(t, 'p8'))
      await tamper(harness, sql`update audit.subject_keys set wrapped_key = null, destroyed_at = now() where subject_id = 'p7'`)
    },
    () => ({ chain: null, kind: 'key-mismatch' }),
  ],
  [
    'a key taken away as if it had been before what it sealed',
    () => tamper(harness, sql`update audit.subject_keys set wrapped_key = null, destroyed_at = '2020-01-01' where subject_id = 'p7'`),
    () => ({ chain: null, kind: 'key-mismatch' }),
  ],
]
for (const [what, attack, expected] of attacks)
  test(`${what} is found`, async () => {
    restore = await keepLog(harness)
    await attack()
    const { ok, fault } = await everything()
    expect(ok).toBe(false)
    expect(fault).toMatchObject(expected())
  })

test('a run that was made up to hide what came before it is found by the next tail', async () => {
  restore = await keepLog(harness)
  await relink(harness, chain, anchored + 1)
  await tamper(
    harness,
    sql`insert into audit.verifications (id, kind, started_at, finished_at, "from", "to", entries, result, seal)
        select 'ffffffff-0000-7000-8000-000000000000', 'tail', now(), now(), "from", (select jsonb_object_agg(no, seq) from audit.chains), 0, 'ok', seal
        from audit.verifications where seal is not null limit 1`,
  )
  expect((await verify(worker(), { kind: 'tail' })).fault).toMatchObject({ kind: 'head-mismatch' })
})

test('what lies in the bucket cannot be overwritten or deleted, and one that does not answer makes no fault', async () => {
  restore = await keepLog(harness)
  const key = 'audit/anchors/anchor-2026-11-22.json'
  expect(await s3?.delete(key)).toMatchObject({ outcome: 'refused' })
  expect(await s3?.head(key)).toMatchObject({ value: { lock: { mode: 'COMPLIANCE' } } })
  expect(await anchorSink.put('2026-11-22', Buffer.from('another'))).toMatchObject({ value: { existed: true } })
  sandbox?.faults['object-store'].add('slow-down', 20)
  expect(await everything()).toMatchObject({ ok: true, stores: 'no-answer' })
  sandbox?.faults['object-store'].clear()
  expect(await everything()).toMatchObject({ ok: true, stores: 'agree' })
})

test('odd questions are answers and no alarms', async () => {
  restore = await keepLog(harness)
  for (const input of [
    { chain, fromSeq: 1_000_000 },
    { chain: 31, fromSeq: Number.MAX_SAFE_INTEGER },
    { chain, fromSeq: 2 },
  ])
    expect(await verifyChain(worker(), input)).toMatchObject({ ok: true, fault: null, stores: 'not-asked' })
})

test('columns that no longer say what the body says are found, and so is a month that was taken out', async () => {
  // The last test: nothing puts a column or a partition back.
  restore = async () => {}
  const expression = (text: string) => sql.raw(`alter table audit.entries alter column actor_id set expression as (${text})`)
  await tamper(harness, expression(`replace(split_part(body, '"', 10), 'attack', 'nobody')`))
  expect(await everything()).toMatchObject({ ok: false, fault: { chain: null, kind: 'edited' } })
  await tamper(harness, expression(`split_part(body, '"', 10)`))
  expect(await everything()).toMatchObject({ ok: true })
  await tamper(
    harness,
    sql`alter table audit.entries alter column action drop expression`,
    sql`update audit.entries set action = 'test.other' where ${onChain()} and seq = 3`,
  )
  expect(await everything()).toMatchObject({ ok: false, fault: { chain: null, kind: 'edited' } })
  await tamper(harness, sql`alter table audit.entries detach partition audit.entries_202611`)
  expect((await everything()).fault).toMatchObject({ kind: 'head-mismatch' })
})
