import { refusalOf } from '@mas/testing'
import { sql } from 'drizzle-orm'
import { expect, test } from 'bun:test'
import { rows } from '../rows.ts'
import { databaseFault, isConnectionLoss } from '../sql-errors.ts'
import { transactor } from '../transact.ts'
import { describeBothDrivers } from './given.ts'

const killAll = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

/** Collects what is called back, and lets a test wait for the next one. */
function inbox() {
  const seen: string[] = []
  let wake = () => {}
  return {
    seen,
    put: (text: string) => {
      seen.push(text)
      wake()
    },
    until: async (wanted: string) => {
      while (!seen.includes(wanted)) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

describeBothDrivers('lost connections', (given) => {
  const alive = async () => {
    const [row] = await rows<{ n: number }>(given().driver.db, sql`select 1 as n`)
    return row?.n
  }

  test('in the middle of a transaction mean "unavailable", and nothing of it is saved', async () => {
    const { driver, outside } = given()
    await outside('create table half (n int)')
    const transact = transactor(driver, 4)
    const cut = transact(async (tx) => {
      await rows(tx, sql`insert into half values (1)`)
      const [self] = await rows<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`)
      await outside(`select pg_terminate_backend(${self?.pid})`)
      await rows(tx, sql`insert into half values (2)`)
    })
    expect(await refusalOf(cut)).toBe('request.unavailable')
    expect(await outside('select count(*)::int as n from half')).toEqual([{ n: 0 }])
  })

  test('of the whole pool are replaced: a read meets "unavailable" at worst, and soon works again', async () => {
    await Promise.all(Array.from({ length: 8 }, alive))
    await given().outside(killAll)
    const answers = await Promise.all(Array.from({ length: 16 }, () => refusalOf(alive())))
    expect(answers.filter((answer) => !['nothing was refused', 'request.unavailable'].includes(answer))).toEqual([])
    expect(await alive()).toBe(1)
  })

  test('that cannot be made mean "unavailable"', async () => {
    const nowhere = given().connect({ url: 'postgres://postgres@127.0.0.1:1/postgres' })
    expect(await refusalOf(transactor(nowhere, 4)((tx) => rows(tx, sql`select 1`)))).toBe('request.unavailable')
    expect(await refusalOf(rows(nowhere.db, sql`select 1`))).toBe('request.unavailable')
  })

  test('are told apart from what the server refuses for good', () => {
    const lost = (facts: object) => {
      const fault = databaseFault(Object.assign(new Error('x'), facts))
      return fault !== undefined && isConnectionLoss(fault)
    }
    for (const code of ['57P01', '57P03', '08006', '53300']) expect(lost({ errno: code })).toBe(true)
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ERR_POSTGRES_CONNECTION_CLOSED']) expect(lost({ code })).toBe(true)
    for (const code of ['23505', '42P01', '3D000', '28P01']) expect(lost({ code })).toBe(false)
  })
})

describeBothDrivers('notifications', (given) => {
  test('arrive when the transaction commits, and never when it does not', async () => {
    const { driver } = given()
    const { seen, put, until } = inbox()
    const listener = await driver.listen('suite', put, () => put('gap'))
    const transact = transactor(driver, 4)
    const notify = (text: string, fails = false) =>
      transact(async (tx) => {
        await rows(tx, sql`select pg_notify('suite', ${text})`)
        if (fails) throw new Error('undo')
      })
    await refusalOf(notify('undone', true))
    await notify('first')
    await notify('second')
    await until('second')
    expect(seen).toEqual(['first', 'second'])
    await listener.close()
  })

  test('that may have been missed are announced after a reconnect, and later ones arrive', async () => {
    const { driver, outside } = given()
    const { seen, put, until } = inbox()
    const listener = await driver.listen('suite', put, () => put('gap'))
    for (const round of ['one', 'two']) {
      await outside(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mas-suite-listen' and datname = current_database()`,
      )
      await until('gap')
      await outside(`select pg_notify('suite', '${round}')`)
      await until(round)
      seen.length = 0
    }
    expect(seen).toEqual([])
    await listener.close()
  })
})
