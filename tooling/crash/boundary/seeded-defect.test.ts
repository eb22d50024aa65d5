import { rows, sql } from '@mas/db'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { strikeAt, strikeEverywhere } from './strike-at.ts'
import { changesSomething } from './writes.ts'

const harness = useHarness()
type Transact = (work: (tx: Parameters<Parameters<typeof harness.runtime.infra.transact>[0]>[0]) => Promise<void>) => Promise<void>

interface Hands {
  readonly transact: Transact
  /** A statement outside a transaction. */
  send(statement: Parameters<typeof rows>[1]): Promise<unknown>
}

/** Orders that were acknowledged, and what of them was left without its mail, over all moments of a death. */
async function strikeAll(place: (hands: Hands, order: number) => Promise<void>): Promise<{ strikes: number; halves: number }> {
  const { infra, driver } = harness.runtime
  await rows(driver.db, sql`create table if not exists public.orders (n int primary key)`)
  await rows(driver.db, sql`create table if not exists public.mails (n int primary key references public.orders)`)
  await rows(driver.db, sql`truncate public.orders, public.mails`)
  const hands: Hands = { transact: (work) => infra.transact(work), send: (statement) => rows(driver.db, statement) }
  let [order, strikes] = [0, 0]
  await strikeEverywhere(async (at) => {
    order += 1
    let struck = false
    const { begin, end } = strikeAt(harness.runtime, at, () => {
      struck = true
      return Promise.reject(new Error('killed'))
    })
    begin()
    const died = await place(hands, order).then(
      () => false,
      () => true,
    )
    // Whoever takes over is not struck; the client repeats what was not acknowledged.
    end()
    if (died) await place(hands, order)
    if (struck) strikes += 1
    return struck
  })
  const halves = await rows(driver.db, sql`select 1 from public.orders o where not exists (select 1 from public.mails m where m.n = o.n)`)
  return { strikes, halves: halves.length }
}

test('work that is split in two transactions and not taken up again is caught at the one moment that breaks it', async () => {
  const split = async ({ transact }: Hands, order: number) => {
    let isNew = false
    await transact(async (tx) => {
      isNew = (await rows(tx, sql`insert into public.orders values (${order}) on conflict do nothing returning n`)).length === 1
    })
    if (isNew) await transact(async (tx) => void (await rows(tx, sql`insert into public.mails values (${order})`)))
  }
  // Dead after the first commit, or before the second one: the order stands and nobody ever writes its mail.
  expect(await strikeAll(split)).toEqual({ strikes: 4, halves: 2 })
})

test('the same work in one transaction comes to the same end wherever it is struck', async () => {
  const whole = ({ transact }: Hands, order: number) =>
    transact(async (tx) => {
      const made = await rows(tx, sql`insert into public.orders values (${order}) on conflict do nothing returning n`)
      if (made.length === 1) await rows(tx, sql`insert into public.mails values (${order})`)
    })
  expect(await strikeAll(whole)).toEqual({ strikes: 2, halves: 0 })
})

test('a statement outside a transaction is one, and struck like one', async () => {
  const alone = async ({ send }: Hands, order: number) => {
    const made = await send(sql`insert into public.orders values (${order}) on conflict do nothing returning n`)
    if (Array.isArray(made) && made.length === 1) await send(sql`insert into public.mails values (${order})`)
  }
  expect(await strikeAll(alone)).toEqual({ strikes: 4, halves: 2 })
})

test('what only reads, and what is only counted, is not struck', () => {
  const changes = (statement: string) => changesSomething(statement)
  expect(changes('select 1 from identity.users for update of users')).toBe(false)
  expect(changes('insert into requests.rates (bucket) values ($1)')).toBe(false)
  expect(changes('with held as (select 1) update identity.sessions set epoch = 2')).toBe(true)
  expect(changes('update "identity"."accounts" set "password" = $1')).toBe(true)
  expect(changes('delete\n  from identity.throttles where key = $1')).toBe(true)
})
