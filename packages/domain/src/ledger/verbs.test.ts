import { rows, sql } from '@mas/db'
import { addDays, dayIn, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { listEntries as listAudit } from '../audit/index.ts'
import { books, point, useBooks } from './fixtures/test-books.ts'
import { explainBalance, freezeAccount, getAccount, getTrialBalance, listEntries, runChecks, unfreezeAccount } from './index.ts'
import { takeSnapshots } from './take-snapshots.ts'
import { defineUnit, reconcileUnits } from './units.ts'

const { harness, ctx, run, grant, openSystem, openWallet, openPlain, openHold, post } = useBooks()
const finance = () => ctx(someone('FINANCE'))
const admin = () => ctx(someone('ADMIN'))

test('finance sees an account, its entries page by page, and why its balance is what it is', async () => {
  const wallet = await openWallet('seen')
  await grant(wallet, 'a', 7)
  const holdId = await openHold(wallet, 2)
  expect(await getAccount(finance(), { accountId: wallet })).toMatchObject({
    ownerDomain: 'test',
    owner: { kind: 'user', id: 'seen' },
    available: 5,
    held: 2,
    spendable: 5,
    frozen: null,
  })
  const amounts: number[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Awaited<ReturnType<typeof listEntries>> = await listEntries(finance(), {
      accountId: wallet,
      limit: 2,
      ...(cursor && { cursor }),
    })
    amounts.push(...page.items.map((entry) => entry.amount))
    cursor = page.nextCursor
  }
  expect(amounts).toEqual([2, -2, 7])
  const told = await explainBalance(finance(), { accountId: wallet })
  expect(told).toMatchObject({
    opening: { day: null, available: 0, held: 0 },
    sum: { available: 5, held: 2 },
    lots: [{ qty: 7, free: 5, held: 2, sourceRef: 'a' }],
    openHolds: [{ id: holdId, qty: 2, purpose: 'test' }],
  })
  expect(told.entries.map(({ kind, amount, ref }) => [kind, amount, ref?.type])).toEqual([
    ['ledger.add-lot', 7, 'grant'],
    ['ledger.hold', -2, 'hold'],
    ['ledger.hold', 2, 'hold'],
  ])
})

test('the ledger is for finance and administrators, freezing for administrators only', async () => {
  const accountId = await openPlain('roles')
  for (const actor of [someone('USER'), someone('SALES_HEAD'), someone('EXPERT')])
    expect(await refusalOf(getAccount(ctx(actor), { accountId }))).toBe('request.forbidden')
  expect(await refusalOf(freezeAccount(finance(), { accountId, reason: 'looks odd' }))).toBe('request.forbidden')
  expect(await refusalOf(runChecks(finance(), { reason: 'just asking' }))).toBe('request.forbidden')
  expect(await refusalOf(getAccount(finance(), { accountId: crypto.randomUUID() }))).toBe('ledger.account-not-found')
  expect(await refusalOf(getAccount(finance(), { accountId, at: '2099-01-01T00:00:00Z' }))).toBe('ledger.instant-in-future')
})

test('a frozen account receives and lets holds go, and nothing leaves it; both acts are on record', async () => {
  const [wallet, redeemed, revoked, expired] = [
    await openWallet('ice'),
    await openSystem('redeemed'),
    await openSystem('revoked'),
    await openSystem('expired'),
  ]
  const { lotId } = await grant(wallet, 'a', 5, { expiresAt: new Date(harness.clock.now().getTime() + 3_600_000) })
  const [kept, dropped] = [await openHold(wallet, 1), await openHold(wallet, 1)]
  expect(await freezeAccount(admin(), { accountId: wallet, reason: 'under review' })).toMatchObject({ frozen: { reason: 'under review' } })
  await freezeAccount(admin(), { accountId: wallet, reason: 'a second time' })

  expect(await refusalOf(openHold(wallet, 1))).toBe('ledger.account-frozen')
  expect(await refusalOf(run((t) => books.capture(t, { holdId: kept, to: redeemed })))).toBe('ledger.account-frozen')
  expect(await refusalOf(run((t) => books.revoke(t, { key: 'ice', lotId, qty: 1, to: revoked })))).toBe('ledger.account-frozen')
  expect(await run((t) => books.release(t, { holdId: dropped, reason: 'cancelled' }))).toEqual({ returned: 1, expired: 0 })
  await grant(wallet, 'b', 2)
  harness.clock.advance(3_600_000)
  expect(await refusalOf(run((t) => books.expireLots(t, { account: wallet, now: harness.clock.now(), to: expired })))).toBe(
    'ledger.account-frozen',
  )

  expect(await unfreezeAccount(admin(), { accountId: wallet, reason: 'all is well' })).toMatchObject({ frozen: null })
  expect(await refusalOf(openHold(wallet, 1))).toBe('nothing was refused')
  const { items } = await listAudit(admin(), { subjectType: 'ledger-account', subjectId: wallet })
  expect(items.map((entry) => [entry.action, entry.reason])).toEqual([
    ['ledger.unfreeze-account', 'all is well'],
    ['ledger.freeze-account', 'under review'],
  ])
})

test('a trial balance sums to zero; by business time it counts what was posted late', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('trial')]
  harness.clock.advance(3_600_000)
  const before = harness.clock.now()
  harness.clock.advance(3_600_000)
  await run((t) =>
    books.post(t, {
      key: 'late',
      kind: 'test.late',
      occurredAt: before,
      lines: [
        { account: bank, amount: -40 },
        { account, amount: 40 },
      ],
    }),
  )
  const payable = async (at: Date, by: 'posted' | 'occurred') => {
    const told = await getTrialBalance(finance(), { unit: 'TEST_POINT', at: at.toISOString(), by })
    expect(told.total).toBe(0)
    return told.lines.find((line) => line.name === 'payable')?.available ?? 0
  }
  const base = await payable(new Date(before.getTime() - 1), 'posted')
  expect(await payable(before, 'posted')).toBe(base)
  expect(await payable(before, 'occurred')).toBe(base + 40)
  expect(await payable(harness.clock.now(), 'posted')).toBe(base + 40)
  expect(await payable(harness.clock.now(), 'occurred')).toBe(base + 40)
})

test('daily closes are written for accounts that moved, agree with their entries, and shorten what is added up', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('days')]
  const balances: [Date, number][] = []
  for (let day = 0; day < 4; day++) {
    await post(`day-${day}`, bank, account, day + 1)
    balances.push([harness.clock.now(), ((day + 1) * (day + 2)) / 2])
    harness.clock.set(new Date(harness.clock.now().getTime() + 86_400_000))
    await run((t) => t.infra.sendJobs(t.tx, 'ledger.snapshot', [{ id: crypto.randomUUID(), data: {} }], jobOptions))
    expect((await harness.drain()).dead).toEqual([])
  }
  const closes = await rows<{ available: string }>(
    harness.runtime.driver.db,
    sql`select available from ledger.snapshots where account_id = ${account}::uuid order by day`,
  )
  expect(closes.map((close) => Number(close.available))).toEqual([1, 3, 6, 10])
  for (const [at, available] of balances) expect(await books.balanceAt(ctx(), account, at)).toEqual({ available, held: 0 })
  const told = await explainBalance(finance(), { accountId: account })
  expect(told).toMatchObject({ opening: { available: 10 }, entries: [], sum: { available: 10, held: 0 } })
  expect(await books.violations(ctx())).toEqual([])
})
const jobOptions = { retryLimit: 0, retryDelaySeconds: 1, expireSeconds: 60, heartbeatSeconds: 10, concurrency: 1, order: 'any' } as const

test('days missed in an outage are closed by the next run, each once, and a run that died goes on where it was', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('outage')]
  const close = () => run((t) => t.infra.sendJobs(t.tx, 'ledger.snapshot', [{ id: crypto.randomUUID(), data: {} }], jobOptions))
  const dayMs = 86_400_000
  const later = (days: number) => harness.clock.set(new Date(harness.clock.now().getTime() + days * dayMs))
  const closes = async () => {
    const found = await rows<{ available: string }>(
      harness.runtime.driver.db,
      sql`select available from ledger.snapshots where account_id = ${account}::uuid order by day`,
    )
    return found.map((row) => Number(row.available))
  }
  await close()
  expect((await harness.drain()).dead).toEqual([])
  // Three days with movements, one without, and nobody at work to close them.
  for (const amount of [1, 2, 4]) {
    await post(`outage-${amount}`, bank, account, amount)
    later(1)
  }
  later(1)
  await close()
  expect((await harness.drain()).dead).toEqual([])
  expect(await closes()).toEqual([1, 3, 7])

  // The walk of the first of two days is done and written, the note of it is not.
  await post('outage-8', bank, account, 8)
  const begun = dayIn(harness.clock.now())
  later(2)
  await takeSnapshots(ctx(), begun)
  await close()
  await close()
  expect((await harness.drain()).dead).toEqual([])
  expect(await closes()).toEqual([1, 3, 7, 15])
  const noted = await rows<{ gaps: number; last: string }>(
    harness.runtime.driver.db,
    sql`select (max(day) - min(day) + 1 - count(*))::int as gaps, max(day)::text as last from ledger.closes`,
  )
  expect(noted).toEqual([{ gaps: 0, last: addDays(dayIn(harness.clock.now()), -1) }])
  expect(await books.violations(ctx())).toEqual([])
})

test('the proof finds a balance changed behind the ledger’s back, freezes that account, records it and pages; a hold a day late is only reported', async () => {
  const [wallet, sound] = [await openWallet('forged'), await openWallet('sound')]
  await grant(wallet, 'f', 5)
  await grant(sound, 's', 5)
  const holdId = await openHold(sound, 1, undefined, harness.clock.now())
  harness.clock.advance(25 * 3_600_000)
  await rows(harness.runtime.driver.db, sql`update ledger.accounts set available = available + 1 where id = ${wallet}::uuid`)
  const report = await runChecks(ctx(system('ledger.check')), { reason: 'the nightly proof' })
  expect(report.frozen).toEqual([wallet])
  expect(
    report.findings
      .filter((finding) => finding.accountId === wallet)
      .map((finding) => finding.equation)
      .toSorted(),
  ).toEqual(['c-available-is-entries', 'e-available-is-free-lots'])
  expect(report.findings).toContainEqual({
    equation: 'overdue-hold',
    accountId: sound,
    subject: `hold ${holdId}`,
    expected: null,
    found: expect.any(String),
  })
  expect(await refusalOf(openHold(wallet, 1))).toBe('ledger.account-frozen')
  expect(await refusalOf(openHold(sound, 1))).toBe('nothing was refused')
  expect(harness.logged()).toContain('the ledger does not add up')
  const [stored] = await rows<{ found: number }>(
    harness.runtime.driver.db,
    sql`select found from ledger.checks where id = ${report.checkId}::uuid and finished_at is not null`,
  )
  expect(stored?.found).toBe(report.found)
  const [page] = await rows<{ summary: string; details: { frozen: string[] } }>(
    harness.runtime.driver.db,
    sql`select summary, details from audit.pages where key = ${`ledger-check:${report.checkId}`}`,
  )
  expect(page).toMatchObject({ summary: 'the ledger does not add up', details: { frozen: [wallet] } })
  expect((await runChecks(admin(), { reason: 'look again' })).frozen).toEqual([])
})

test('a unit cannot change its meaning', async () => {
  defineUnit({ code: 'TEST_CHANGED', scale: 2, ownerDomain: 'test' })
  await rows(harness.runtime.driver.db, sql`insert into ledger.units (code, scale, owner_domain) values ('TEST_CHANGED', 0, 'test')`)
  expect(await refusalOf(reconcileUnits(ctx()))).toContain('TEST_CHANGED is stored as scale 0')
  expect(() => defineUnit({ code: 'INR', scale: 2, ownerDomain: 'test' })).toThrow('declared twice')
})
