import { refusalOf, someone } from '@mas/testing'
import fc from 'fast-check'
import { expect, test } from 'bun:test'
import { books, farFuture, point, token, useBooks } from './fixtures/test-books.ts'
import { freezeAccount, ledger } from './index.ts'

const { harness, ctx, run, openSystem, openPlain, openWallet, post } = useBooks({ poolSize: 34 })

test('the same key and body is told the first result and writes nothing; another body is refused', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('replay')]
  const first = await post('k1', bank, account, 5)
  harness.clock.advance(60_000)
  const answers = await Promise.all(Array.from({ length: 32 }, () => post('k1', bank, account, 5)))
  expect(answers).toEqual(Array.from({ length: 32 }, () => ({ transactionId: first.transactionId, replayed: true })))
  expect(await refusalOf(post('k1', bank, account, 6))).toBe('ledger.idempotency-mismatch')
  expect(await books.balanceAt(ctx(), account, harness.clock.now())).toEqual({ available: 5, held: 0 })
})

test('two system accounts lock nothing, and still a key counts once among parallel callers', async () => {
  const [a, b] = [await openSystem('a', point), await openSystem('b', point)]
  const answers = await Promise.all(Array.from({ length: 64 }, () => post('system-only', a, b, 7)))
  expect(new Set(answers.map((answer) => answer.transactionId)).size).toBe(1)
  expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1)
  expect((await books.balances(ctx(), [b]))[0]).toMatchObject({ available: 7, spendable: null })
})

test('lines that do not add up, amounts that are no amounts and instants ahead are refused', async () => {
  const [bank, account, tokens] = [await openSystem('bank', point), await openPlain('odd'), await openSystem('issuance')]
  const lines = (...amounts: [string, number][]) =>
    refusalOf(
      run((t) =>
        books.post(t, { key: crypto.randomUUID(), kind: 'test.odd', lines: amounts.map(([to, amount]) => ({ account: to, amount })) }),
      ),
    )
  expect(await lines([bank, -5], [account, 4])).toBe('ledger.unbalanced')
  expect(await lines([bank, 5])).toBe('ledger.unbalanced')
  expect(await lines([bank, -5], [tokens, 5])).toBe('ledger.unit-mismatch')
  for (const amount of [0, 1.5, Number.NaN, 2 ** 53, Infinity])
    expect(await lines([bank, -amount], [account, amount])).toBe('ledger.amount-out-of-range')
  expect(await lines([account, -1], [bank, 1])).toBe('ledger.insufficient')
  expect(await lines([bank, -1], [await openWallet('odd'), 1])).toBe('ledger.account-mismatch')
  expect(await lines([bank, -1], [crypto.randomUUID(), 1])).toBe('ledger.account-not-found')
  const ahead = (ms: number) =>
    refusalOf(
      run((t) =>
        books.post(t, {
          key: `ahead-${ms}`,
          kind: 'test.ahead',
          occurredAt: new Date(harness.clock.now().getTime() + ms),
          lines: [
            { account: bank, amount: -1 },
            { account, amount: 1 },
          ],
        }),
      ),
    )
  expect(await ahead(301_000)).toBe('ledger.instant-in-future')
  expect(await ahead(299_000)).toBe('nothing was refused')
  expect(await refusalOf(run((t) => books.post(t, { key: 'own', kind: 'ledger.hold', lines: [] })))).toBe('request.invalid')
  expect(await refusalOf(post('k'.repeat(200), bank, account, 1))).toBe('request.invalid')
})

test('a balance beyond 2^53 - 1 is refused and the largest one is told exactly', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('huge')]
  await post('huge', bank, account, Number.MAX_SAFE_INTEGER)
  expect(await books.spendable(ctx(), account)).toBe(Number.MAX_SAFE_INTEGER)
  expect(await refusalOf(post('one more', bank, account, 1))).toBe('ledger.amount-out-of-range')
  await post('back', account, bank, Number.MAX_SAFE_INTEGER)
})

test('a refusal leaves the transaction usable: the caller may go on and commit', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('goes on')]
  await run(async (t) => {
    expect(
      await refusalOf(
        books.post(t, {
          key: 'too much',
          kind: 'test.move',
          lines: [
            { account, amount: -1 },
            { account: bank, amount: 1 },
          ],
        }),
      ),
    ).toBe('ledger.insufficient')
    await books.post(t, {
      key: 'then',
      kind: 'test.move',
      lines: [
        { account: bank, amount: -3 },
        { account, amount: 3 },
      ],
    })
  })
  expect(await books.spendable(ctx(), account)).toBe(3)
})

test('an exchange balances in each unit by itself', async () => {
  const [points, tokens, account] = [await openSystem('bank', point), await openSystem('issuance'), await openPlain('exchange')]
  const other = await run((t) =>
    books.openAccount(t, { unit: token, owner: { kind: 'user', id: 'exchange' }, name: 'plain', mode: 'running', floor: 'none' }),
  )
  const lines = [
    { account: points, amount: -2 },
    { account, amount: 2 },
    { account: other, amount: -9 },
    { account: tokens, amount: 9 },
  ]
  await run((t) => books.post(t, { key: 'exchange', kind: 'test.exchange', lines }))
  expect((await books.balances(ctx(), [account, other])).map((one) => one.available).toSorted((a, b) => a - b)).toEqual([-9, 2])
})

test('another domain’s account does not exist, unless it accepts the caller', async () => {
  const others = ledger.for('other')
  const [bank, account] = [await openSystem('bank', point), await openPlain('foreign')]
  const theirs = await run((t) => others.systemAccount(t, { unit: point, name: 'theirs' }))
  const open = await run((t) => others.systemAccount(t, { unit: point, name: 'open', accepts: ['test'] }))
  expect(await refusalOf(post('to theirs', bank, theirs, 1))).toBe('ledger.account-not-found')
  expect(await refusalOf(post('to open', bank, open, 1))).toBe('nothing was refused')
  for (const look of [
    () => others.spendable(ctx(), account),
    () => others.history(ctx(), { account }),
    () => others.balanceAt(ctx(), account, harness.clock.now()),
    () => others.lots(ctx(), { account }),
  ])
    expect(await refusalOf(look())).toBe('ledger.account-not-found')
  expect(await others.balances(ctx(), [account])).toEqual([])
  expect(
    await refusalOf(run((t) => others.hold(t, { id: crypto.randomUUID(), account, qty: 1, purpose: 'x', expiresAt: harness.clock.now() }))),
  ).toBe('ledger.account-not-found')
})

test('opening again answers the same account; as another kind it is refused', async () => {
  const input = { unit: point, owner: { kind: 'user', id: 'again' }, name: 'payable' } as const
  const ids = await Promise.all(
    Array.from({ length: 32 }, () => run((t) => books.openAccount(t, { ...input, mode: 'running', floor: 'zero' }))),
  )
  expect(new Set(ids).size).toBe(1)
  expect(await refusalOf(run((t) => books.openAccount(t, { ...input, mode: 'running', floor: 'none' })))).toBe('ledger.account-mismatch')
  expect(
    await refusalOf(
      run((t) => books.openAccount(t, { ...input, unit: { code: 'TEST_UNKNOWN', scale: 0, ownerDomain: 'test' }, mode: 'system' })),
    ),
  ).toBe('ledger.unit-mismatch')
})

test('of racing reversals one mirrors the transaction; holds, lots and reversals cannot be reversed', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('reverse')]
  const { transactionId } = await post('to reverse', bank, account, 10)
  const undo = (key: string, id = transactionId) => run((t) => books.reverse(t, { key, transactionId: id, reason: 'typed twice' }))
  const codes = await Promise.all(Array.from({ length: 16 }, (_, n) => refusalOf(undo(`undo-${n}`))))
  expect(codes.filter((code) => code === 'ledger.already-reversed')).toHaveLength(15)
  expect(await books.spendable(ctx(), account)).toBe(0)
  const { items } = await books.history(ctx(), { account })
  expect(await refusalOf(undo('undo the undo', items[0]?.transactionId))).toBe('ledger.not-reversible')
  expect(await refusalOf(undo('nothing', crypto.randomUUID()))).toBe('ledger.transaction-not-found')

  const { transactionId: spent } = await post('spent', bank, account, 4)
  await post('spending', account, bank, 3)
  expect(await refusalOf(undo('too late', spent))).toBe('ledger.insufficient')
})

test('transfers in both directions between the same accounts never deadlock and lose nothing', async () => {
  const bank = await openSystem('bank', point)
  const accounts = await Promise.all(['x', 'y', 'z'].map((id) => openPlain(id)))
  await Promise.all(accounts.map((account, n) => post(`fund-${n}`, bank, account, 50)))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 30 })), { minLength: 20, maxLength: 40 }),
      async (moves) => {
        const real = moves.filter(([from, to]) => from !== to)
        const codes = await Promise.all(
          real.map(([from, to, amount]) => refusalOf(post(crypto.randomUUID(), accounts[from] ?? '', accounts[to] ?? '', amount))),
        )
        expect(codes.every((code) => code === 'nothing was refused' || code === 'ledger.insufficient')).toBe(true)
        expect((await books.balances(ctx(), accounts)).reduce((sum, one) => sum + one.available, 0)).toBe(150)
      },
    ),
    { numRuns: 8 },
  )
  expect(await books.violations(ctx())).toEqual([])
})

test('what leads to a person does not get into what is kept for ever', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('impersonal')]
  const { transactionId } = await post('impersonal', bank, account, 1)
  const undo = (reason: string) => run((t) => books.reverse(t, { key: `impersonal:${reason.length}`, transactionId, reason }))
  for (const reason of ['asha@example.in asked', 'called +91 98200 12345', 'account 5010-0123-4567', 'x'.repeat(201)])
    expect(await refusalOf(undo(reason))).toBe('request.invalid')
  expect(
    await refusalOf(run((t) => books.hold(t, { id: crypto.randomUUID(), account, qty: 1, purpose: 'for a@b', expiresAt: farFuture }))),
  ).toBe('request.invalid')
  expect(await refusalOf(undo('see 12345678-1234-1234-1234-123456789012'))).toBe('nothing was refused')
  for (const reason of ['a@b is odd', '98200-12345 again'])
    expect(await refusalOf(freezeAccount(ctx(someone('ADMIN')), { accountId: account, reason }))).toBe('request.invalid')
  expect(await refusalOf(freezeAccount(ctx(someone('ADMIN')), { accountId: account, reason: 'case 4711 of 2026-11-22' }))).toBe(
    'nothing was refused',
  )
})
