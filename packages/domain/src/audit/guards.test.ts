import { rows, sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { destroyKey, recordMany } from './index.ts'
import { streamChains } from './streams.ts'

const harness = useHarness()
const fact = { action: 'test.guard', subject: { type: 'n', id: '1' } }
const db = () => harness.runtime.driver.db
const attempt = (statement: ReturnType<typeof sql>) => refusalOf(db().execute(statement))

test('entries, partitions, heads, anchors and runs cannot be changed, removed or truncated with SQL', async () => {
  await inTx(harness.ctx(system('test')), (t) => recordMany(t, [fact, fact]))
  const statements = [
    sql`update audit.entries set body = body || ' '`,
    sql`update audit.entries set seq = seq + 1`,
    sql`update audit.entries set at = at + interval '2 months'`,
    sql`delete from audit.entries`,
    sql`truncate audit.entries`,
    sql`truncate audit.entries_unplaced`,
    sql`truncate audit.entries_202611`,
    sql`delete from audit.entries_202611`,
    sql`delete from audit.chains`,
  ]
  for (const statement of statements) expect(await attempt(statement)).toStartWith('DrizzleQueryError')
})

test('a key of sealed values is destroyed once and never exchanged, deleted, revived or emptied away; nor are anchors, runs and checkpoints', async () => {
  await inTx(harness.ctx(system('test')), (t) =>
    recordMany(
      t,
      ['k1', 'k2'].map((id) => ({ action: 'test.guard', subject: { type: 'user', id }, after: { name: 'Asha' }, personal: ['name'] })),
    ),
  )
  const of = (id: string) => sql`(select wrapped_key from audit.subject_keys where subject_id = ${id})`
  const refused = [
    sql`update audit.subject_keys set wrapped_key = ${of('k2')} where subject_id = 'k1'`,
    sql`update audit.subject_keys set subject_id = 'k3' where subject_id = 'k1'`,
    sql`delete from audit.subject_keys`,
    ...['subject_keys', 'anchors', 'checkpoints', 'verifications'].map((table) => sql.raw(`truncate audit.${table}`)),
  ]
  for (const statement of refused) expect(await attempt(statement)).toStartWith('DrizzleQueryError')
  await inTx(harness.ctx(system('test')), (t) => destroyKey(t, 'k1'))
  expect(
    await attempt(sql`update audit.subject_keys set wrapped_key = ${of('k2')}, destroyed_at = null where subject_id = 'k1'`),
  ).toStartWith('DrizzleQueryError')
  expect(
    await attempt(sql`update audit.subject_keys set destroyed_at = destroyed_at + interval '1 day' where subject_id = 'k1'`),
  ).toStartWith('DrizzleQueryError')
  expect(await inTx(harness.ctx(system('test')), (t) => destroyKey(t, 'k1'))).toEqual({ entriesAffected: 1 })
})

test('an insert must agree with its body, come unlinked, and go through the parent', async () => {
  const [row] = await rows<{ body: string }>(db(), sql`select body from audit.entries limit 1`)
  const body = row?.body ?? ''
  const into = (table: string, values: ReturnType<typeof sql>) =>
    attempt(sql`insert into ${sql.raw(table)} (id, at, body, chain, seq, hash) ${values}`)
  const from = sql`from (select ${body}::text as body) b`
  expect(
    await into('audit.entries', sql`select gen_random_uuid(), (body::jsonb ->> 'at')::timestamptz, body, null, null, null ${from}`),
  ).toStartWith('Drizzle')
  expect(await into('audit.entries', sql`select (body::jsonb ->> 'id')::uuid, now(), body, null, null, null ${from}`)).toStartWith(
    'Drizzle',
  )
  expect(
    await into(
      'audit.entries',
      sql`select i, now(), replace(body, body::jsonb ->> 'id', i::text), 3, 99, 'x'::bytea from (select ${body}::text as body, gen_random_uuid() as i) b`,
    ),
  ).toStartWith('Drizzle')
  expect(
    await into(
      'audit.entries_202611',
      sql`select i, '2026-11-23T04:30:00Z', replace(body, body::jsonb ->> 'id', i::text), null, null, null from (select ${body}::text as body, gen_random_uuid() as i) b`,
    ),
  ).toStartWith('Drizzle')
})

test('a role with the rights of a writer records and cannot do more', async () => {
  const asWriter = (statement: ReturnType<typeof sql>) =>
    refusalOf(
      harness.runtime.driver.transaction(async (tx) => {
        await rows(tx, sql`set local role mas_audit_writer`)
        await rows(tx, statement)
      }),
    )
  const copy = sql`insert into audit.entries (id, at, body)
    select i, (body::jsonb ->> 'at')::timestamptz, replace(body, id::text, i::text) from audit.entries, gen_random_uuid() i where seq is not null limit 1`
  expect(await asWriter(copy)).toBe('nothing was refused')
  expect(await asWriter(sql`select audit.ensure_partition('2030-01-01')`)).toBe('nothing was refused')
  const refused = [
    sql`update audit.entries set body = ''`,
    sql`delete from audit.entries`,
    sql`truncate audit.entries`,
    sql`drop table audit.entries`,
    sql`alter table audit.entries disable trigger all`,
    sql`insert into audit.chains values (200, 'x', 0, '')`,
    sql`update audit.anchors set heads = '[]'`,
    sql`set local session_replication_role = 'replica'`,
  ]
  for (const statement of refused) expect(await asWriter(statement)).toStartWith('DrizzleQueryError')
})

test('no deferred trigger but the linking takes a row lock, so the lock of a chain is always the last', async () => {
  const others = await rows<{ name: string; source: string }>(
    db(),
    sql`select t.tgrelid::regclass || '.' || t.tgname as name, p.prosrc as source from pg_trigger t join pg_proc p on p.oid = t.tgfoid
        where t.tginitdeferred and t.tgrelid::regclass::text not like 'audit.entries%'
          -- pg-boss's foreign keys to its queues take a key share at commit, which only deleting a queue would wait for.
          and t.tgrelid::regclass::text not like 'pgboss.%'`,
  )
  // A word between quotes, as in tg_op = 'DELETE', does nothing.
  const locking = others.filter(({ source }) =>
    /\b(for\s+(no\s+key\s+)?(update|share|key\s+share)|update|delete|insert|merge|RI_FKey_\w+)\b/i.test(
      source.replaceAll(/'[^']*'/g, "''"),
    ),
  )
  expect(locking.map(({ name }) => name)).toEqual([])
})

test('the streams declared in code are the rows of the database', async () => {
  const found = await rows<{ no: number; stream: string }>(db(), sql`select no, stream from audit.chains where stream is not null`)
  expect(Object.fromEntries(found.map((row) => [row.stream, row.no]))).toEqual({ ...streamChains })
})

test('a page of one month, and the history of one subject, run along an index and leave other months alone', async () => {
  const plan = async (statement: ReturnType<typeof sql>) => JSON.stringify(await rows(db(), sql`explain (format json) ${statement}`))
  const month = await plan(
    sql`select id from audit.entries where at >= '2026-11-01' and at < '2026-12-01' and seq is not null order by at desc, id desc limit 50`,
  )
  expect(month).toContain('entries_202611')
  expect(month).not.toContain('entries_202612')
})
