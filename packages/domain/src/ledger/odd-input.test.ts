import { encodeCursor } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useBooks } from './fixtures/test-books.ts'
import { explainBalance, getAccount, getTrialBalance, listEntries } from './index.ts'

const { ctx, openPlain } = useBooks()
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
