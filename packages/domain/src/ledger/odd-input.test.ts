import { encodeCursor } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { point, useBooks } from './fixtures/test-books.ts'
import { explainBalance, getAccount, getTrialBalance, listEntries } from './index.ts'

const { ctx, openPlain, openSystem, post } = useBooks()
const finance = () => ctx(someone('FINANCE'))

test('an instant that the database cannot hold is refused, not an error of ours', async () => {
  const accountId = await openPlain('instants')
  for (const at of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '2026-11-22T00:00:60Z'])
    for (const asked of [
      getAccount(finance(), { accountId, at }),
      explainBalance(finance(), { accountId, at }),
      getTrialBalance(finance(), { unit: 'TEST_POINT', at, by: 'posted' }),
      getTrialBalance(finance(), { unit: 'TEST_POINT', at, by: 'occurred' }),
    ])
      expect(await refusalOf(asked)).toBe('request.invalid')
  expect(await refusalOf(explainBalance(finance(), { accountId, at: '1000-01-01T00:00:00Z' }))).toBe('nothing was refused')
})

test('a made-up cursor is refused, not an error of ours', async () => {
  const accountId = await openPlain('cursors')
  for (const place of [
    ['garbage', accountId, 1],
    ['2026-13-45T00:00:00Z', accountId, 1],
    ['infinity', accountId, 1],
    ['now', accountId, 1],
    ['2026-01-01T00:00:00.000001Z', accountId, 9e15],
    ['2026-01-01T00:00:00.000001Z', 'x', 1],
  ])
    expect(await refusalOf(listEntries(finance(), { accountId, limit: 5, cursor: encodeCursor('ledger.entries', place) }))).toBe(
      'request.cursor-invalid',
    )
  const cursor = encodeCursor('ledger.entries', ['2026-01-01T00:00:00.000001Z', accountId, 1])
  expect(await listEntries(finance(), { accountId, limit: 5, cursor })).toEqual({ items: [], nextCursor: null })
})

test('a sum that no JSON number tells exactly is refused with its code, and told again once it is smaller', async () => {
  const [deep, one, two] = [await openSystem('deep', point), await openPlain('deep-1'), await openPlain('deep-2')]
  await post('deep-1', deep, one, Number.MAX_SAFE_INTEGER)
  await post('deep-2', deep, two, Number.MAX_SAFE_INTEGER)
  const told = [
    () => getAccount(finance(), { accountId: deep }),
    () => explainBalance(finance(), { accountId: deep }),
    () => getTrialBalance(finance(), { unit: 'TEST_POINT', by: 'posted' }),
  ]
  for (const ask of told) expect(await refusalOf(ask())).toBe('ledger.amount-out-of-range')
  await post('deep-3', two, deep, Number.MAX_SAFE_INTEGER)
  for (const ask of told) expect(await refusalOf(ask())).toBe('nothing was refused')
})
