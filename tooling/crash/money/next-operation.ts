import type { Book } from './book.ts'
import type { Stage } from './play.ts'
import type { Operation } from './operations.ts'

/** Two of each are hot: most of what happens, happens to them. */
export const hot = { wallets: ['w1', 'w2'], purses: ['p1', 'p2'] } as const
const cold = { wallets: 200, purses: 100 }
const hourMs = 3_600_000

/** What somebody may want next, mostly sensible, sometimes too much or too late. */
export function nextOperation({ book, desk, random }: Pick<Stage, 'book' | 'desk' | 'random'>): Operation {
  const wallet = random.between(1, 10) <= 6 ? random.oneOf(hot.wallets) : `w${random.between(3, cold.wallets)}`
  const purse = () => (random.between(1, 10) <= 6 ? random.oneOf(hot.purses) : `p${random.between(3, cold.purses)}`)
  const of = random.oneOf<'wallet' | 'purse'>(['wallet', 'wallet', 'purse'])
  const inHours = (low: number, high: number) => new Date(desk.now().getTime() + random.between(low, high) * hourMs).toISOString()
  const recent = (what: keyof Book['recent']): string | undefined =>
    book.recent[what][random.between(0, Math.max(0, book.recent[what].length - 1))]
  const grant = (): Operation => ({
    kind: 'grant',
    wallet,
    ref: crypto.randomUUID(),
    qty: random.between(1, 9),
    rank: random.between(0, 4),
    expiresAt: random.between(1, 5) === 1 ? null : inHours(1, 60),
  })
  const transfer = (): Operation => {
    const [from, to] = [random.between(1, 3) === 1 ? 'bank' : purse(), random.between(1, 4) === 1 ? 'bank' : purse()]
    const sides = { from, to: from === to ? (from === 'bank' ? 'p1' : 'bank') : to, amount: random.between(1, 500) }
    return random.between(1, 2) === 1
      ? { kind: 'transfer', key: crypto.randomUUID(), ...sides }
      : { kind: 'pay', id: crypto.randomUUID(), ...sides }
  }
  const dice = random.between(1, 100)
  const held = book.holds.get(recent('holds') ?? '')?.op
  if (dice <= 16) return grant()
  if (dice <= 38) {
    const what = of === 'wallet' ? { owner: wallet, qty: random.between(1, 6) } : { owner: purse(), qty: random.between(1, 300) }
    return { kind: 'hold', id: crypto.randomUUID(), of, ...what, expiresAt: inHours(1, 40) }
  }
  if (dice <= 54 && held?.kind === 'hold')
    return { kind: 'capture', hold: held.id, of: held.of, qty: random.between(1, 3) === 1 ? null : random.between(1, held.qty + 1) }
  if (dice <= 61 && held?.kind === 'hold') return { kind: 'release', hold: held.id }
  if (dice <= 68) {
    const op = book.holds.get(recent('captured') ?? '')?.op
    if (op?.kind === 'hold')
      return {
        kind: 'refund',
        key: crypto.randomUUID(),
        hold: op.id,
        of: op.of,
        qty: random.between(1, 4),
        graceExpiresAt: inHours(100, 200),
      }
  }
  if (dice <= 73) {
    const lot = recent('lots')
    if (lot !== undefined) return { kind: 'revoke', key: crypto.randomUUID(), lot, qty: random.between(1, 5) }
  }
  if (dice <= 76) return { kind: 'expire', wallet }
  if (dice <= 78) return { kind: 'sweep' }
  if (dice <= 85) {
    const move = recent('moves')
    if (move !== undefined) return { kind: 'reverse', key: crypto.randomUUID(), transactionId: move }
  }
  return transfer()
}
