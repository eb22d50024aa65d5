import { rows, sql } from '@mas/db'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { strikeAt, strikeEverywhere } from './strike-at.ts'

const harness = useHarness()
type Transact = (work: (tx: Parameters<Parameters<typeof harness.runtime.infra.transact>[0]>[0]) => Promise<void>) => Promise<void>

/** Orders that were acknowledged, and what of them was left without its mail, over all moments of a death. */
async function strikeAll(place: (transact: Transact, order: number) => Promise<void>): Promise<{ strikes: number; halves: number }> {
  const { infra, driver } = harness.runtime
  await rows(driver.db, sql`create table if not exists public.orders (n int primary key)`)
  await rows(driver.db, sql`create table if not exists public.mails (n int primary key references public.orders)`)
  await rows(driver.db, sql`truncate public.orders, public.mails`)
  const { transact } = infra
  let [order, strikes] = [0, 0]
  await strikeEverywhere(async (at) => {
    order += 1
    let struck = false
    const { begin } = strikeAt(infra, at, () => {
      struck = true
      return Promise.reject(new Error('killed'))
    })
    begin()
    const died = await place((work) => infra.transact(work), order).then(
      () => false,
      () => true,
    )
    // Whoever takes over is not struck; the client repeats what was not acknowledged.
    Reflect.set(infra, 'transact', transact)
    if (died) await place((work) => infra.transact(work), order)
    if (struck) strikes += 1
    return struck
  })
  const halves = await rows(driver.db, sql`select 1 from public.orders o where not exists (select 1 from public.mails m where m.n = o.n)`)
  return { strikes, halves: halves.length }
}

test('work that is split in two transactions and not taken up again is caught at the one moment that breaks it', async () => {
  const split = async (transact: Transact, order: number) => {
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
  const whole = (transact: Transact, order: number) =>
    transact(async (tx) => {
      const made = await rows(tx, sql`insert into public.orders values (${order}) on conflict do nothing returning n`)
      if (made.length === 1) await rows(tx, sql`insert into public.mails values (${order})`)
    })
  expect(await strikeAll(whole)).toEqual({ strikes: 2, halves: 0 })
})
