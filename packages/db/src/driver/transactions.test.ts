import { AppError } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { sql } from 'drizzle-orm'
import { expect, test } from 'bun:test'
import { insertEntries } from '../audit/index.ts'
import { rows } from '../rows.ts'
import { databaseFault } from '../sql-errors.ts'
import { transactor } from '../transact.ts'
import { describeBothDrivers } from './given.ts'
import type { Tx } from './types.ts'

/** A meeting point: everybody waits until `count` have come. */
function barrier(count: number): () => Promise<void> {
  let come = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  return () => {
    if (++come >= count) resolve()
    return promise
  }
}
const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describeBothDrivers('errors', (given) => {
  test('carry SQLSTATE, constraint and table', async () => {
    const { driver, outside } = given()
    await outside(`create table parents (id int constraint parents_pkey primary key, age int not null constraint parents_age_chk check (age > 0));
      create table children (id int constraint children_parent_fk references parents); insert into parents values (1, 1)`)
    const faultOf = async (statement: string) => databaseFault(await thrownBy(rows(driver.db, sql.raw(statement))))
    expect(await faultOf('insert into parents values (1, 1)')).toEqual({ state: '23505', constraint: 'parents_pkey', table: 'parents' })
    expect(await faultOf('insert into parents values (2, 0)')).toEqual({ state: '23514', constraint: 'parents_age_chk', table: 'parents' })
    expect(await faultOf('insert into children values (9)')).toEqual({
      state: '23503',
      constraint: 'children_parent_fk',
      table: 'children',
    })
    expect(await faultOf('insert into parents (id) values (3)')).toMatchObject({ state: '23502', table: 'parents' })
    expect(await faultOf('selec 1')).toMatchObject({ state: '42601' })
    expect(databaseFault(new Error('not of the database'))).toBeUndefined()
  })

  test('become the code of their constraint, and nothing of the statement is in the answer', async () => {
    const transact = transactor(given().driver, 4)
    const entry = { id: crypto.randomUUID(), at: '2026-11-23T04:30:00Z', body: JSON.stringify({ secret: 'x'.repeat(70_000) }), chain: null }
    const thrown = await thrownBy(transact((tx) => insertEntries(tx, [entry])))
    expect(thrown).toBeInstanceOf(AppError)
    expect(thrown).toMatchObject({ code: 'audit.body-too-large', details: {} })
    expect(String(thrown)).not.toContain('xxx')
  })

  test('of statements that ran too long mean "busy", inside transactions and outside', async () => {
    const hasty = given().connect({ statementTimeoutMs: 100 })
    expect(await refusalOf(transactor(hasty, 4)((tx) => rows(tx, sql`select pg_sleep(20)`)))).toBe('request.unavailable')
    expect(await refusalOf(rows(hasty.db, sql`select pg_sleep(20)`))).toBe('request.unavailable')
  })
})

describeBothDrivers('transactions', (given) => {
  const transact = <T>(work: (tx: Tx) => Promise<T>) => transactor(given().driver, 6)(work)
  const count = async (table: string) => Number((await given().outside(`select count(*) as n from ${table}`))[0]?.['n'])

  test('save everything or nothing', async () => {
    await given().outside('create table facts (n int primary key)')
    await transact((tx) => rows(tx, sql`insert into facts values (1)`))
    const failed = transact(async (tx) => {
      await rows(tx, sql`insert into facts values (2)`)
      throw new Error('undo')
    })
    expect(await refusalOf(failed)).toBe('Error: undo')
    expect(await count('facts')).toBe(1)
  })

  test('whose failed statement was swallowed fail as a whole instead of pretending to be saved', async () => {
    await given().outside('create table swallowed (n int primary key)')
    const pretending = transact(async (tx) => {
      await rows(tx, sql`insert into swallowed values (1)`)
      await thrownBy(rows(tx, sql`insert into swallowed values (1)`))
      return 'saved'
    })
    expect(await refusalOf(pretending)).not.toBe('nothing was refused')
    expect(await count('swallowed')).toBe(0)
  })

  test('may fail in a part of their own and go on', async () => {
    await given().outside('create table parts (n int primary key)')
    await transact(async (tx) => {
      await rows(tx, sql`insert into parts values (1)`)
      await thrownBy(tx.transaction((part) => rows(part, sql`insert into parts values (1)`)))
      await rows(tx, sql`insert into parts values (2)`)
    })
    expect(await count('parts')).toBe(2)
  })

  test('that cannot be put in an order are repeated until they can', async () => {
    await given().outside('create table counters (id int primary key, n int not null); insert into counters values (1, 0)')
    const raise = () =>
      transact(async (tx) => {
        await rows(tx, sql`set transaction isolation level repeatable read`)
        const [row] = await rows<{ n: number }>(tx, sql`select n from counters where id = 1`)
        await rows(tx, sql`update counters set n = ${(row?.n ?? 0) + 1}::int where id = 1`)
      })
    await Promise.all(Array.from({ length: 3 }, raise))
    expect((await given().outside('select n from counters'))[0]).toEqual({ n: 3 })
  })

  test('that lock each other out are repeated, and both succeed', async () => {
    await given().outside('create table pairs (id int primary key, n int not null); insert into pairs values (1, 0), (2, 0)')
    const meet = barrier(2)
    const bothOf = (first: number, second: number) =>
      transact(async (tx) => {
        await rows(tx, sql`update pairs set n = n + 1 where id = ${first}::int`)
        await meet()
        await rows(tx, sql`update pairs set n = n + 1 where id = ${second}::int`)
      })
    await Promise.all([bothOf(1, 2), bothOf(2, 1)])
    expect(await given().outside('select n from pairs order by id')).toEqual([{ n: 2 }, { n: 2 }])
  })

  test('are told to come back when no connection becomes free in time, and the next one gets its turn', async () => {
    const bounded = transactor(given().driver, 1, 30)
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const holder = bounded(() => held)
    expect(await refusalOf(bounded(() => Promise.resolve()))).toBe('request.unavailable')
    letGo()
    await holder
    expect(await bounded((tx) => rows<{ n: number }>(tx, sql`select 1 as n`))).toMatchObject([{ n: 1 }])
  })
})
