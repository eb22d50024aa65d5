import { expect, test } from 'bun:test'
import { openFindings } from '../findings.ts'
import { moved, openBook, type Book } from './book.ts'
import { judgeBalances, judgeOperations, type Posted, type Tables } from './judge.ts'

const [hold, other, pay] = ['hold', 'other', 'pay'].map((name) => `${name.padEnd(8, '0')}-0000-4000-8000-000000000000`)
const ends = '2099-01-01T00:00:00Z'

/** A grant of 9, a hold of 5 of which 3 are taken, a payment of 40, and a refusal. */
function played(): Book {
  const book = openBook()
  const act = (op: Parameters<Book['begin']>[0], told: unknown) => book.done(book.begin(op, crypto.randomUUID()), told)
  act({ kind: 'grant', wallet: 'w1', ref: 'g', qty: 9, rank: 0, expiresAt: null }, { lotId: 'lot' })
  act({ kind: 'hold', id: hold ?? '', of: 'wallet', owner: 'w1', qty: 5, expiresAt: ends }, {})
  act({ kind: 'capture', hold: hold ?? '', of: 'wallet', qty: 3 }, { captured: 3, returned: 2, expired: 0 })
  act({ kind: 'pay', id: pay ?? '', from: 'bank', to: 'p1', amount: 40 }, { transactionId: 't' })
  book.refused(
    book.begin({ kind: 'hold', id: other ?? '', of: 'wallet', owner: 'w1', qty: 99, expiresAt: ends }, 'k'),
    'ledger.insufficient',
  )
  return book
}
const payment: Posted = {
  place: `pay ${pay}`,
  kind: 'money.pay',
  effect: moved(['system:bank available', -40], ['purse:p1 available', 40]),
}
const right: readonly Posted[] = [
  { place: 'money:lot:W:grant:g', kind: 'ledger.add-lot', effect: moved(['system:issuance available', -9], ['wallet:w1 available', 9]) },
  { place: `money:hold:${hold}`, kind: 'ledger.hold', effect: moved(['wallet:w1 available', -5], ['wallet:w1 held', 5]) },
  {
    place: `money:capture:${hold}`,
    kind: 'ledger.capture',
    effect: moved(['wallet:w1 held', -5], ['system:redeemed available', 3], ['wallet:w1 available', 2]),
  },
  payment,
]
const balances = moved(
  ['system:issuance available', -9],
  ['wallet:w1 available', 6],
  ['system:redeemed available', 3],
  ['system:bank available', -40],
  ['purse:p1 available', 40],
)

function judge(change: Partial<Tables>): string[] {
  const findings = openFindings()
  const tables: Tables = { posted: right, balances, expired: new Map(), accountOf: () => 'W', ...change }
  judgeOperations(played(), tables, findings)
  judgeBalances(played(), tables, findings)
  return [...findings.violations.keys()]
}

test('a journal and balances that are what was acknowledged break nothing', () => {
  expect(judge({})).toEqual([])
})

test('a payment made twice, or not at all although it was acknowledged, is found', () => {
  expect(judge({ posted: [...right, payment] })).toEqual(['what was acknowledged happened exactly once'])
  expect(judge({ posted: right.slice(0, 3) })).toEqual(['what was acknowledged happened exactly once'])
  expect(judge({ balances: moved(...balances, ['system:bank available', -40], ['purse:p1 available', 40]) })).toEqual([
    'money is conserved',
  ])
})

test('what was refused and stands, what nobody asked for, and another amount than was told are found', () => {
  const refused: Posted = { place: `money:hold:${other}`, kind: 'ledger.hold', effect: new Map() }
  expect(judge({ posted: [...right, refused] })).toEqual(['what was refused did not happen'])
  expect(judge({ posted: [...right, { place: 'money:x', kind: 'money.move', effect: new Map() }] })).toEqual([
    'nothing moves that nobody asked for',
  ])
  const less: Posted = { ...payment, effect: moved(['system:bank available', -39], ['purse:p1 available', 39]) }
  expect(judge({ posted: [...right.slice(0, 3), less] })).toEqual(['what was told is what was moved'])
})

test('a hold that its sweep let go is known, and gives back what it held', () => {
  const book = openBook()
  book.done(book.begin({ kind: 'hold', id: hold ?? '', of: 'purse', owner: 'p1', qty: 5, expiresAt: ends }, 'k'), {})
  const swept: Posted = {
    place: `money:release:${hold}`,
    kind: 'ledger.release',
    effect: moved(['purse:p1 held', -5], ['purse:p1 available', 5]),
  }
  const held: Posted = { place: `money:hold:${hold}`, kind: 'ledger.hold', effect: moved(['purse:p1 available', -5], ['purse:p1 held', 5]) }
  const findings = openFindings()
  const tables: Tables = { posted: [held, swept], balances: new Map(), expired: new Map(), accountOf: () => undefined }
  judgeOperations(book, tables, findings)
  judgeBalances(book, tables, findings)
  expect([...findings.violations.keys()]).toEqual([])
})
