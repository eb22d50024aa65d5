import { rows, sql, texts } from '@mas/db'
import { fail, inTx, newId, system, type Ctx } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  defineInbox,
  discardInbox,
  expectInbox,
  getInboxItem,
  getInboxReplay,
  listInbox,
  receive,
  replayInbox,
  type InboxOutcome,
} from './index.ts'
import { handOut } from './hand-out.ts'
import { parkingMs, retryMs } from './inbox-rules.ts'
import { sweep } from './sweep.ts'

let handled: string[] = []
let answer: () => InboxOutcome = () => ({ result: 'processed', outcome: {} })
defineInbox({
  provider: 'testpay',
  family: 'payments',
  handle: async (_t, item) => (handled.push(`${item.dedupeKey}:${Buffer.from(item.raw).toString()}`), answer()),
})
defineInbox({ provider: 'testburst', family: 'other', handle: async (_t, item) => (handled.push(item.dedupeKey), answer()) })
defineInbox({
  provider: 'testmail',
  family: 'other',
  handle: async (t, item) => {
    await rows(t.tx, sql`insert into requests.rates (bucket, window_start, used) values (${item.dedupeKey}, now(), 1)`)
    return answer()
  },
})

const harness = useHarness({ poolSize: 20 })
const admin = someone('ADMIN')
const edge = (provider: string): Ctx => harness.ctx({ kind: 'webhook', provider })
const tell = (provider: string, keys: string[], raw = '{}') =>
  receive(edge(provider), {
    provider,
    raw: Buffer.from(raw),
    headers: new Headers({ 'content-type': 'application/json', authorization: 'Bearer x', 'x-keep': 'k' }),
    keepHeaders: ['x-keep'],
    items: keys.map((dedupeKey) => ({ dedupeKey, type: 'paid' })),
  })
const only = async (provider: string, key: string) => {
  const { items } = await listInbox(harness.ctx(admin), { provider, limit: 100 })
  const found = items.find((item) => item.dedupeKey === key)
  if (found === undefined) throw new Error(`no item ${key}`)
  return found
}

test('twenty deliveries of one fact at once, and one two hours later, are one row and one handling', async () => {
  handled = []
  const answers = await Promise.all(Array.from({ length: 20 }, () => tell('testpay', ['evt_1'], '{"n":1}')))
  expect(answers.map(({ stored }) => stored).reduce((sum, n) => sum + n)).toBe(1)
  await harness.drain()
  harness.clock.advance(2 * 3_600_000)
  expect(await tell('testpay', ['evt_1'], '{"n":1}')).toEqual({ stored: 0, duplicate: 1 })
  await harness.drain()
  expect(handled).toEqual(['evt_1:{"n":1}'])
  expect((await only('testpay', 'evt_1')).state).toBe('processed')
})

test('a body with several facts makes one row each, and keeps only harmless headers', async () => {
  expect(await tell('testmail', ['m1', 'm2', 'm1'])).toEqual({ stored: 2, duplicate: 0 })
  const detail = await getInboxItem(harness.ctx(admin), { id: (await only('testmail', 'm1')).id })
  expect(detail).toMatchObject({ rawText: '{}', rawBytes: 2, headers: { 'content-type': 'application/json', 'x-keep': 'k' } })
  expect(Object.keys(detail.headers)).not.toContain('authorization')
  await harness.drain()
})

test('a fact that comes too early waits 1, 5, 15, 60 minutes, then hourly, and is dead after a day', async () => {
  answer = () => ({ result: 'not-yet', reason: 'order unknown' })
  await tell('testpay', ['early'])
  await harness.drain()
  const waits: number[] = []
  for (let item = await only('testpay', 'early'); item.dueAt !== null; item = await only('testpay', 'early')) {
    expect([item.state, item.lastError]).toEqual(['parked', 'order unknown'])
    waits.push((Date.parse(item.dueAt) - harness.clock.now().getTime()) / 60_000)
    harness.clock.set(item.dueAt)
    await harness.drain()
  }
  expect(waits.slice(0, 6)).toEqual([1, 5, 15, 60, 60, 60])
  expect(waits.reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(24 * 60)
  expect((await only('testpay', 'early')).state).toBe('dead')
  answer = () => ({ result: 'processed', outcome: { ids: ['o1'] } })
  expect(await replayInbox(harness.ctx(admin), { ids: [(await only('testpay', 'early')).id], reason: 'order arrived' })).toEqual({
    count: 1,
    more: false,
    replayId: null,
  })
  await harness.drain()
  expect(await getInboxItem(harness.ctx(admin), { id: (await only('testpay', 'early')).id })).toMatchObject({
    state: 'processed',
    outcome: { ids: ['o1'] },
  })
})

test('a refused fact is dead at once with its code, a fault is tried ten times, and neither leaves half its work', async () => {
  answer = () => {
    throw fail('request.conflict')
  }
  await tell('testmail', ['refused'])
  await harness.drain()
  expect(await only('testmail', 'refused')).toMatchObject({ state: 'dead', attempts: 1, lastError: 'request.conflict', dueAt: null })
  answer = () => {
    throw new Error('bug')
  }
  await tell('testmail', ['fault'])
  for (let n = 0; n < 12; n++) {
    await harness.drain()
    harness.clock.advance(3_600_000)
  }
  expect(await only('testmail', 'fault')).toMatchObject({ state: 'dead', attempts: 10, lastError: 'request.internal' })
  expect(await rows(harness.runtime.driver.db, sql`select 1 from requests.rates where bucket in ('refused', 'fault')`)).toEqual([])
})

test('an item whose job was lost is found by the sweep', async () => {
  answer = () => ({ result: 'processed', outcome: {} })
  await tell('testpay', ['lost'])
  await rows(harness.runtime.driver.db, sql`delete from pgboss.job where name = 'webhooks.process' and state = 'created'`)
  harness.clock.advance(61_000)
  await runJob('webhooks.sweep')
  await harness.drain()
  expect((await only('testpay', 'lost')).state).toBe('processed')
})

test('while a burst waits its turn no sweep adds to it, and what was lost before it is found all the same', async () => {
  answer = () => ({ result: 'processed', outcome: {} })
  const { db } = harness.runtime.driver
  const waiting = () =>
    rows<{ inboxId: string; more: string[] | null }>(
      db,
      sql`select data ->> 'inboxId' as "inboxId", data -> 'more' as more from pgboss.job where name = 'webhooks.process' and state = 'created' order by created_on, id`,
    )
  await tell('testburst', ['lost-before'])
  await rows(db, sql`delete from pgboss.job where name = 'webhooks.process' and state = 'created'`)
  harness.clock.advance(61_000)
  const burst = Array.from({ length: 45 }, (_, n) => `burst-${n}`)
  await tell('testburst', burst)
  // Few jobs for many items, because a job costs more than they do; none for items of two providers, because one may be slow.
  const first = await waiting()
  expect(first.map(({ more }) => 1 + (more?.length ?? 0)).toSorted((a, b) => a - b)).toEqual([5, 20, 20])
  await rows(
    db,
    sql`update pgboss.job set start_after = ${harness.clock.now().toISOString()}::timestamptz where name = 'webhooks.process' and state = 'created'`,
  )
  harness.clock.advance(61_000)
  await sweep(harness.ctx(system('webhooks.sweep')))
  const known = new Set(first.map(({ inboxId }) => inboxId))
  expect((await waiting()).filter(({ inboxId }) => !known.has(inboxId))).toEqual([
    { inboxId: (await only('testburst', 'lost-before')).id, more: null },
  ])
  handled = []
  await harness.drain()
  expect(handled.toSorted()).toEqual([...burst, 'lost-before'].toSorted())
})

test('items of two providers never share a job', async () => {
  const [slow, quick] = [[newId(), newId()].toSorted(), [newId(), newId()].toSorted()]
  const told = [0, 1].flatMap((n) => [
    { id: slow[n] ?? '', provider: 'slow' },
    { id: quick[n] ?? '', provider: 'quick' },
  ])
  const made = await inTx(harness.ctx(system('test')), async (t) => {
    await handOut(t, told)
    return rows<{ ids: string[] }>(
      t.tx,
      sql`select array[data ->> 'inboxId'] || array(select jsonb_array_elements_text(data -> 'more')) as ids
          from pgboss.job where name = 'webhooks.process' and data ->> 'inboxId' = any(${texts([...slow, ...quick])})`,
    )
  })
  expect(made.map(({ ids }) => ids.join()).toSorted()).toEqual([slow.join(), quick.join()].toSorted())
})

test('what cannot be read is kept as dead for a person; a repeat of it is still a repeat', async () => {
  const garbled = () =>
    receive(edge('testmail'), {
      provider: 'testmail',
      raw: Buffer.from('<xml'),
      headers: new Headers(),
      keepHeaders: [],
      items: 'unparseable',
    })
  expect(await garbled()).toEqual({ stored: 1, duplicate: 0 })
  expect(await garbled()).toEqual({ stored: 0, duplicate: 1 })
  const { items } = await listInbox(harness.ctx(admin), { provider: 'testmail', state: 'dead' })
  expect(items.some((item) => item.lastError === 'unparseable')).toBe(true)
})

test('finance sees and replays payments only; others nothing', async () => {
  const finance = harness.ctx(someone('FINANCE'))
  const mail = await only('testmail', 'refused')
  expect((await listInbox(finance, { limit: 100 })).items.every((item) => item.provider === 'testpay')).toBe(true)
  expect(await refusalOf(getInboxItem(finance, { id: mail.id }))).toBe('webhooks.inbox-item-not-found')
  expect(await refusalOf(replayInbox(finance, { ids: [mail.id], reason: 'not mine' }))).toBe('webhooks.inbox-item-not-found')
  expect(await refusalOf(listInbox(harness.ctx(someone('SALES')), {}))).toBe('request.forbidden')
})

test('replays by filter count first, then act; waiting items and emptied bodies are refused', async () => {
  const dry = await replayInbox(harness.ctx(admin), { filter: { provider: 'testpay' }, dryRun: true, reason: 'after an outage' })
  handled = []
  expect(await replayInbox(harness.ctx(admin), { filter: { provider: 'testpay' }, reason: 'after an outage' })).toEqual(dry)
  const waiting = (await listInbox(harness.ctx(admin), { provider: 'testpay', state: 'received' })).items
  expect(waiting).toHaveLength(dry.count)
  expect(await refusalOf(replayInbox(harness.ctx(admin), { ids: waiting.slice(0, 1).map(({ id }) => id), reason: 'twice' }))).toBe(
    'webhooks.not-replayable',
  )
  await harness.drain()
  expect(handled).toHaveLength(dry.count)
  harness.clock.advance(91 * 86_400_000)
  await runJob('webhooks.prune')
  expect(await refusalOf(replayInbox(harness.ctx(admin), { ids: [(await only('testmail', 'refused')).id], reason: 'too late' }))).toBe(
    'webhooks.raw-expired',
  )
  expect((await getInboxItem(harness.ctx(admin), { id: (await only('testpay', 'evt_1')).id })).rawBytes).toBeGreaterThan(0)
  expect(await refusalOf(replayInbox(harness.ctx(admin), { reason: 'neither' }))).toBe('request.invalid')
})

test('a discarded item is settled without being handled', async () => {
  const dead = await only('testmail', 'refused')
  const discarded = await discardInbox(harness.ctx(admin), { id: dead.id, reason: 'a test of theirs' })
  expect(discarded).toMatchObject({ state: 'ignored', dueAt: null })
  expect(await refusalOf(discardInbox(harness.ctx(admin), { id: dead.id, reason: 'once more' }))).toBe('webhooks.not-discardable')
})

test('pages of the inbox follow each other, and a range of time is exact', async () => {
  const all = (await listInbox(harness.ctx(admin), { limit: 100 })).items
  const page = await listInbox(harness.ctx(admin), { limit: 3 })
  const next = await listInbox(harness.ctx(admin), { limit: 3, cursor: page.nextCursor ?? '' })
  expect([...page.items, ...next.items]).toEqual(all.slice(0, 6))
  const early = all.find((item) => item.dedupeKey === 'early')
  const ranged = await listInbox(harness.ctx(admin), {
    from: early?.receivedAt,
    until: new Date(Date.parse(early?.receivedAt ?? '') + 1).toISOString(),
  })
  expect(ranged.items.map((item) => item.dedupeKey)).toContain('early')
  expect(ranged.items.map((item) => item.dedupeKey)).not.toContain('lost')
})

test('what a vendor tells before its domain exists is left alone, shown and kept; once a domain declares its inbox it is replayed, and handled once', async () => {
  expectInbox({ provider: 'futurepay', family: 'payments' })
  await tell('futurepay', ['f1', 'f2'])
  await tell('futurepay', ['f1'])
  await harness.drain()
  const finance = harness.ctx(someone('FINANCE'))
  const told = (await listInbox(finance, { provider: 'futurepay' })).items
  expect(told.map(({ state, attempts, lastError, dueAt }) => ({ state, attempts, lastError, dueAt }))).toEqual(
    Array.from({ length: 2 }, () => ({ state: 'ignored', attempts: 0, lastError: null, dueAt: null })),
  )
  const [first, second] = told.map(({ id }) => id)
  expect((await getInboxItem(finance, { id: first ?? '' })).outcome).toMatchObject({
    unhandled: true,
    reason: 'nobody handles this vendor yet',
  })
  const asked = { filter: { provider: 'futurepay', state: 'ignored' as const }, reason: 'the domain is here' }
  expect(await refusalOf(replayInbox(finance, { ids: [first ?? ''], reason: 'too early' }))).toBe('webhooks.not-replayable')
  expect(await replayInbox(finance, asked)).toMatchObject({ count: 0 })
  const seen: string[] = []
  defineInbox({
    provider: 'futurepay',
    family: 'payments',
    handle: async (_t, { dedupeKey }) => (
      seen.push(dedupeKey),
      dedupeKey === 'f1' ? { result: 'processed', outcome: {} } : { result: 'ignored', reason: 'not ours' }
    ),
  })
  expect(await replayInbox(finance, { ids: [first ?? ''], reason: 'the domain is here' })).toMatchObject({ count: 1 })
  expect(await replayInbox(finance, asked)).toMatchObject({ count: 1 })
  await harness.drain()
  expect(seen.toSorted()).toEqual(['f1', 'f2'])
  // What a handler ignored stays ignored.
  expect(await refusalOf(replayInbox(finance, { ids: [first, second].filter((id) => id !== undefined), reason: 'again' }))).toBe(
    'webhooks.not-replayable',
  )
  expect(await replayInbox(finance, asked)).toMatchObject({ count: 0 })
})

test('of a body with several facts each is kept with its own part', async () => {
  await receive(edge('testpay'), {
    provider: 'testpay',
    raw: Buffer.from('{"all":1}'),
    headers: new Headers(),
    keepHeaders: [],
    items: [
      { dedupeKey: 'part-1', type: 'paid', part: Buffer.from('{"one":1}') },
      { dedupeKey: 'part-2', type: 'paid' },
    ],
  })
  const textOf = async (key: string) => (await getInboxItem(harness.ctx(admin), { id: (await only('testpay', key)).id })).rawText
  expect([await textOf('part-1'), await textOf('part-2')]).toEqual(['{"one":1}', '{"all":1}'])
})

test('a replay of more than one call takes goes on in the background, tells how far it is, and survives the loss of its job', async () => {
  answer = () => ({ result: 'processed', outcome: {} })
  harness.clock.advance(1)
  const from = harness.clock.now().toISOString()
  const prefix = harness.clock.now().getTime().toString(16).padStart(12, '0')
  await rows(
    harness.runtime.driver.db,
    sql`insert into webhooks.inbox (id, provider, dedupe_key, event_type, received_at, raw, raw_until, headers, state)
        select (${prefix} || '7' || substr(md5('m' || n), 1, 3) || '8' || substr(md5('n' || n), 1, 15))::uuid, 'testpay', 'many-' || n, 'paid', ${from}::timestamptz, '\\x7b7d', ${from}::timestamptz + interval '8 years', '{}', 'processed'
        from generate_series(1, 430) n`,
  )
  const asked = { filter: { provider: 'testpay', from }, reason: 'after a bug in a handler' }
  const finance = harness.ctx(someone('FINANCE'))
  expect(await replayInbox(finance, { ...asked, dryRun: true })).toEqual({ count: 430, more: true, replayId: null })
  handled = []
  const { replayId } = await replayInbox(finance, asked)
  expect(await getInboxReplay(finance, { id: replayId ?? '' })).toMatchObject({ state: 'running', total: 430, done: 0, finishedAt: null })
  await rows(harness.runtime.driver.db, sql`delete from pgboss.job where name = 'webhooks.replay'`)
  harness.clock.advance(60_000)
  await tell('testpay', ['later'])
  await runJob('webhooks.sweep')
  expect(handled.filter((one) => one.startsWith('many-'))).toHaveLength(430)
  expect(await getInboxReplay(finance, { id: replayId ?? '' })).toMatchObject({ state: 'done', done: 430 })
  const all = await replayInbox(harness.ctx(admin), asked)
  expect(await refusalOf(getInboxReplay(finance, { id: all.replayId ?? '' }))).toBe('webhooks.replay-not-found')
  expect(await refusalOf(getInboxReplay(harness.ctx(someone('SALES')), { id: all.replayId ?? '' }))).toBe('request.forbidden')
}, 180_000)

test('waits grow with what was waited, and pauses with what failed, both to an hour at most', () => {
  fc.assert(
    fc.property(
      fc.nat(200_000_000),
      (waitedMs) => parkingMs(waitedMs) >= 60_000 && parkingMs(waitedMs) <= 3_600_000 && parkingMs(waitedMs + 1) >= parkingMs(waitedMs),
    ),
  )
  fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), (n) => retryMs(n) >= 5_000 && retryMs(n) <= 3_600_000))
})

async function runJob(name: string): Promise<void> {
  await rows(harness.runtime.driver.db, sql`insert into pgboss.job (name, data) values (${name}, '{}')`)
  await harness.drain()
}
