import { Role } from '@mas/contracts/access'
import { rows, sql } from '@mas/db'
import { ledger, reconcileUnits } from '@mas/domain/ledger'
import { anonymous, fail, inTx, newId, system, type Actor, type TxCtx } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from './edge-fixture.ts'

const harness = useHarness()
const books = ledger.for('test')
const token = books.unit({ code: 'EDGE_TOKEN', scale: 0 })
const rupee = books.unit({ code: 'EDGE_INR', scale: 2 })
beforeAll(() => reconcileUnits(harness.ctx(system('test'))))

/** `Bearer ROLE:<user id>`, confirmed just now. */
const app = () =>
  testApp(harness, {
    resolveActor: async (ctx, { headers }): Promise<Actor> => {
      const [, who, userId = newId()] = /^Bearer ([A-Z_]+):?(.*)$/.exec(headers.get('authorization') ?? '') ?? []
      if (who === undefined) return anonymous
      const role = Role.safeParse(who)
      if (!role.success) throw fail('request.unauthenticated')
      return { kind: 'user', userId, role: role.data, sessionId: newId(), confirmedAtMs: ctx.clock.now().getTime() }
    },
  })
const Answer = z.object({ result: z.object({ data: z.object({ json: z.record(z.string(), z.unknown()) }) }) })
const Refusal = z.object({
  error: z.object({
    json: z.object({ data: z.object({ code: z.string(), httpStatus: z.int(), details: z.record(z.string(), z.unknown()).optional() }) }),
  }),
})
type Told = Record<string, unknown>

async function call(path: string, who: string | undefined, input: object, requestKey?: string): Promise<Told> {
  const envelope = JSON.stringify({ json: input })
  const headers = {
    ...(who !== undefined && { authorization: `Bearer ${who}` }),
    ...(requestKey !== undefined && { 'idempotency-key': requestKey }),
  }
  const answer = /^(get|list|explain)/.test(path)
    ? await app().request(`/trpc/ledger.${path}?input=${encodeURIComponent(envelope)}`, { headers })
    : await app().request(`/trpc/ledger.${path}`, {
        method: 'POST',
        body: envelope,
        headers: { ...headers, 'content-type': 'application/json' },
      })
  const body: unknown = await answer.json()
  const answered = Answer.safeParse(body)
  if (answered.success) return answered.data.result.data.json
  const { code, httpStatus } = Refusal.parse(body).error.json.data
  return { refused: code, httpStatus }
}

const run = <T>(work: (t: TxCtx) => Promise<T>): Promise<T> => inTx(harness.ctx(system('test')), work)
const day = 86_400_000
const after = (days: number) => new Date(harness.clock.now().getTime() + days * day)

async function wallet(id: string): Promise<{ account: string; holdId: string; issuance: string; redeemed: string }> {
  return run(async (t) => {
    const issuance = await books.systemAccount(t, { unit: token, name: 'issuance' })
    const redeemed = await books.systemAccount(t, { unit: token, name: 'redeemed' })
    const account = await books.openAccount(t, {
      unit: token,
      owner: { kind: 'user', id },
      name: 'wallet',
      mode: 'running',
      floor: 'zero',
      lots: true,
    })
    for (const [sourceRef, qty, rank, days] of [
      ['a', 2, 4, 365],
      ['b', 3, 0, 30],
      ['c', 1, 1, 30],
    ] as const)
      await books.addLot(t, { account, source: 'grant', sourceRef, qty, rank, from: issuance, expiresAt: after(days) })
    const holdId = newId()
    await books.hold(t, { id: holdId, account, qty: 5, purpose: 'a session', expiresAt: after(1) })
    return { account, holdId, issuance, redeemed }
  })
}
const everyVerb = (accountId: string): readonly (readonly [path: string, input: object])[] => [
  ['getAccount', { accountId }],
  ['listEntries', { accountId, limit: 2 }],
  ['explainBalance', { accountId }],
  ['getTrialBalance', { unit: 'EDGE_TOKEN' }],
  ['freezeAccount', { accountId, reason: 'under review' }],
  ['unfreezeAccount', { accountId, reason: 'all is well' }],
  ['runChecks', { reason: 'somebody asked' }],
]

test('the acceptance wallet as finance sees it: hold five, capture two late, three come back of which two expire', async () => {
  const { account, holdId, redeemed } = await wallet('acceptance')
  const finance = 'FINANCE'
  expect(await call('getAccount', finance, { accountId: account })).toMatchObject({
    available: 1,
    held: 5,
    spendable: 1,
    frozen: null,
    owner: { id: 'acceptance' },
  })
  expect(await call('explainBalance', finance, { accountId: account })).toMatchObject({
    sum: { available: 1, held: 5 },
    openHolds: [{ id: holdId, qty: 5 }],
  })
  harness.clock.advance(31 * day)
  await run((t) => books.capture(t, { holdId, qty: 2, to: redeemed }))
  expect(await call('getAccount', finance, { accountId: account })).toMatchObject({ available: 2, held: 0, spendable: 2 })
  const told = z
    .object({ lots: z.array(z.object({ sourceRef: z.string(), free: z.int(), spent: z.int(), expired: z.int() })), sum: z.unknown() })
    .parse(await call('explainBalance', finance, { accountId: account }))
  expect(told.lots.map(({ sourceRef, free, spent, expired }) => [sourceRef, free, spent, expired]).toSorted()).toEqual([
    ['a', 2, 0, 0],
    ['b', 0, 2, 1],
    ['c', 0, 0, 1],
  ])
  const amounts: number[] = []
  const Page = z.object({ items: z.array(z.object({ amount: z.number() })), nextCursor: z.string().nullable() })
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: z.infer<typeof Page> = Page.parse(
      await call('listEntries', finance, { accountId: account, limit: 3, ...(cursor && { cursor }) }),
    )
    amounts.push(...page.items.map(({ amount }) => amount))
    cursor = page.nextCursor
  }
  expect(amounts.toSorted((a, b) => a - b)).toEqual([-5, -5, -2, 1, 2, 3, 3, 5])
  expect(await call('getTrialBalance', finance, { unit: 'EDGE_TOKEN' })).toMatchObject({ total: 0 })
})

test('a mentor is paid, the bank returns it: rupees add up to zero at every step, and before the return there is nothing', async () => {
  const [cost, payable, clearing] = await run(
    async (t) =>
      [
        await books.systemAccount(t, { unit: rupee, name: 'mentor_cost' }),
        await books.openAccount(t, { unit: rupee, owner: { kind: 'user', id: 'mentor' }, name: 'payable', mode: 'running', floor: 'zero' }),
        await books.systemAccount(t, { unit: rupee, name: 'payout_clearing' }),
      ] as const,
  )
  const total = async () => (await call('getTrialBalance', 'FINANCE', { unit: 'EDGE_INR' }))['total']
  const move = (key: string, from: string, to: string) =>
    run((t) =>
      books.post(t, {
        key,
        kind: 'test.move',
        lines: [
          { account: from, amount: -35_000 },
          { account: to, amount: 35_000 },
        ],
      }),
    )
  await move('earned', cost, payable)
  expect(await total()).toBe(0)
  const holdId = newId()
  await run((t) => books.hold(t, { id: holdId, account: payable, qty: 35_000, purpose: 'payout', expiresAt: after(3) }))
  await run((t) => books.capture(t, { holdId, to: clearing }))
  expect(await total()).toBe(0)
  const before = harness.clock.now().toISOString()
  harness.clock.advance(day)
  await move('returned', clearing, payable)
  expect(await total()).toBe(0)
  expect(await call('getAccount', 'FINANCE', { accountId: payable, at: before })).toMatchObject({ available: 0, held: 0 })
  expect(await call('getAccount', 'FINANCE', { accountId: payable })).toMatchObject({ available: 35_000 })
})

test('who may: finance reads, administrators also freeze and prove, everybody else is refused before anything is looked up', async () => {
  const { account } = await wallet('roles')
  const acts = new Set(['freezeAccount', 'unfreezeAccount', 'runChecks'])
  const forbidden = { refused: 'request.forbidden', httpStatus: 403 }
  const others = Role.options.filter((one) => one !== 'ADMIN' && one !== 'FINANCE')
  for (const [path, input] of everyVerb(account)) {
    expect([path, await call(path, undefined, input)]).toEqual([path, { refused: 'request.unauthenticated', httpStatus: 401 }])
    const told = await Promise.all(others.map((role) => call(path, role, input)))
    expect([path, told]).toEqual([path, others.map(() => forbidden)])
    if (acts.has(path)) expect(await call(path, 'FINANCE', input)).toEqual(forbidden)
  }
  for (const [path, input] of everyVerb(newId())) expect([path, await call(path, 'USER', input)]).toEqual([path, forbidden])
  // The owner of a wallet has no verb here: what is theirs is shown by the domain it belongs to.
  expect(await call('getAccount', 'USER:roles', { accountId: account })).toMatchObject({ httpStatus: 403 })
  for (const [path, input] of everyVerb(account)) expect([path, 'refused' in (await call(path, 'ADMIN', input))]).toEqual([path, false])
})

test('bad input is a documented refusal and never a failure of ours', async () => {
  const { account } = await wallet('bad-input')
  const notFound = { refused: 'ledger.account-not-found', httpStatus: 404 }
  for (const path of ['getAccount', 'listEntries', 'explainBalance'])
    expect(await call(path, 'FINANCE', { accountId: newId() })).toEqual(notFound)
  for (const path of ['freezeAccount', 'unfreezeAccount'])
    expect(await call(path, 'ADMIN', { accountId: newId(), reason: 'under review' })).toEqual(notFound)
  expect(await call('getAccount', 'FINANCE', { accountId: account, at: '2099-01-01T00:00:00.000Z' })).toEqual({
    refused: 'ledger.instant-in-future',
    httpStatus: 400,
  })
  const invalid = { refused: 'request.invalid', httpStatus: 400 }
  const wrong: readonly (readonly [string, object])[] = [
    ['getAccount', { accountId: "' or 1=1" }],
    ['getAccount', { accountId: account, at: 'yesterday' }],
    ['getAccount', { accountId: account, more: 1 }],
    ['listEntries', { accountId: account, limit: 0 }],
    ['listEntries', { accountId: account, limit: 1.5 }],
    ['getTrialBalance', {}],
    ['freezeAccount', { accountId: account, reason: 'no' }],
    ['freezeAccount', { accountId: account }],
    ['runChecks', { reason: '    ' }],
  ]
  for (const [path, input] of wrong) expect([path, input, await call(path, 'ADMIN', input)]).toEqual([path, input, invalid])
  expect(await call('listEntries', 'FINANCE', { accountId: account, cursor: 'bm9uc2Vuc2U' })).toMatchObject({ httpStatus: 400 })
  const other = await call('listEntries', 'FINANCE', { accountId: (await wallet('other')).account, limit: 1 })
  expect(await call('listEntries', 'FINANCE', { accountId: account, limit: 1, cursor: String(other['nextCursor']) })).not.toMatchObject({
    httpStatus: 500,
  })
})

test('freezing twice at once is one act on record; a repeat with the same request key answers the same; what is frozen says who may still do what', async () => {
  const { account } = await wallet('ice')
  const freeze = (key?: string) =>
    call('freezeAccount', 'ADMIN:01990000-0000-7000-8000-000000000009', { accountId: account, reason: 'under review' }, key)
  const frozen = await Promise.all(Array.from({ length: 8 }, () => freeze()))
  for (const one of frozen) expect(one).toMatchObject({ frozen: { reason: 'under review' } })
  const key = newId()
  expect(await freeze(key)).toEqual(await freeze(key))
  const held = run((t) => books.hold(t, { id: newId(), account, qty: 1, purpose: 'a session', expiresAt: after(1) }))
  expect(await held.catch((thrown: unknown) => String(Reflect.get(Object(thrown), 'code')))).toBe('ledger.account-frozen')
  expect(await call('getAccount', 'FINANCE', { accountId: account })).toMatchObject({ frozen: { reason: 'under review' } })
  const [acts] = await rows<{ n: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n from audit.entries where action = 'ledger.freeze-account' and subject_id = ${account} and subject_type = 'ledger-account' and seq is not null`,
  )
  expect(acts?.n).toBe(1)
  expect(await call('unfreezeAccount', 'ADMIN', { accountId: account, reason: 'all is well' })).toMatchObject({ frozen: null })
})

test('a balance edited by hand is found over the edge: the report names it, the account is frozen, its neighbour is not', async () => {
  const [forged, sound] = [await wallet('forged'), await wallet('sound')]
  await rows(harness.runtime.driver.db, sql`update ledger.accounts set available = available + 1 where id = ${forged.account}::uuid`)
  const report = z.object({
    frozen: z.array(z.string()),
    findings: z.array(z.object({ equation: z.string(), accountId: z.string().nullable() })),
  })
  const found = report.parse(await call('runChecks', 'ADMIN', { reason: 'somebody asked' }))
  expect(found.frozen).toEqual([forged.account])
  expect(found.findings.filter(({ accountId }) => accountId === forged.account).map(({ equation }) => equation)).toContain(
    'c-available-is-entries',
  )
  expect(found.findings.filter(({ accountId, equation }) => accountId === sound.account && equation !== 'overdue-hold')).toEqual([])
  expect(await call('getAccount', 'FINANCE', { accountId: sound.account })).toMatchObject({ frozen: null })
})
