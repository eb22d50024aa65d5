import { rows, sql } from '@mas/db'
import { system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { doubtDesks } from './doubt-desks.ts'

const harness = useHarness()

/** Tables whose own rules know the state, by name of a value or of a column. */
async function tablesThatDoubt(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    harness.runtime.driver.db,
    sql`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema|pgboss)'
          and (exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and pg_get_constraintdef(k.oid) ~* 'in[_-]?doubt|unknown-outcome')
            or exists (select 1 from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname ~ 'doubt'))
        order by 1`,
  )
  return found.map(({ name }) => name)
}
const desks = () => doubtDesks.flatMap(({ domain, tables }) => tables.map((table) => `${domain}.${table}`)).toSorted()

test('every table whose rows can be in doubt has a desk where an operator sees them', async () => {
  expect(await tablesThatDoubt()).toEqual(desks())
})

test('a new state in doubt without a desk is noticed', async () => {
  const { db } = harness.runtime.driver
  await rows(db, sql`create schema dialler`)
  await rows(db, sql`create table dialler.calls (id uuid primary key, state text check (state in ('queued', 'in_doubt', 'done')))`)
  expect(await tablesThatDoubt()).toContain('dialler.calls')
  await rows(db, sql`drop schema dialler cascade`)
})

test('every desk answers', async () => {
  const ctx = harness.ctx(system('test'))
  expect(await Promise.all(doubtDesks.map(({ list }) => list(ctx, 1)))).toEqual(doubtDesks.map(() => []))
})
