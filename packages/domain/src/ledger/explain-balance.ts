import { BalanceExplanation, ExplainBalanceInput } from '@mas/contracts/ledger'
import { closeBefore, holdsOpenAt, pageEntries, pageLots, sumBetween } from '@mas/db/ledger'
import { query } from '@mas/kernel'
import { accountOf } from './account-of.ts'
import { entryOf } from './entry-of.ts'
import { requirePast } from './instant-rules.ts'

/** Entries told one by one; a busier day is told by its sum before them. */
const listed = 500

export const explainBalance = query({
  verb: 'ledger.explain-balance',
  summary:
    'Explains a balance at an instant of posting time: the daily close it starts from, each entry with its cause, the lots and their fate, the open holds, and the sum, in minor units.',
  permission: 'ledger.explain-balance',
  refuses: ['ledger.account-not-found', 'ledger.instant-in-future', 'ledger.amount-out-of-range'],
  input: ExplainBalanceInput,
  output: BalanceExplanation,
  run: async (ctx, { accountId, at: atText }) => {
    const at = atText === undefined ? ctx.clock.now() : requirePast(new Date(atText), ctx.clock.now())
    await accountOf(ctx, accountId, at)
    const opening = await closeBefore(ctx.db, accountId, at)
    const newestFirst = await pageEntries(ctx.db, { account: accountId, until: at, since: opening.end, limit: listed })
    const oldest = newestFirst.at(-1)
    const earlier =
      newestFirst.length < listed || oldest === undefined
        ? { count: 0, available: 0, held: 0 }
        : await sumBetween(ctx.db, accountId, opening.end, oldest)
    const shown = newestFirst.toReversed()
    const sumOf = (bucket: 'available' | 'held') =>
      shown.filter((entry) => entry.bucket === bucket).reduce((sum, entry) => sum + entry.amount, opening[bucket] + earlier[bucket])
    const lots = await pageLots(ctx.db, { account: accountId, live: false, addedUntil: at, limit: 500 })
    const holds = await holdsOpenAt(ctx.db, accountId, at, 500)
    return {
      at: at.toISOString(),
      opening: { day: opening.day, available: opening.available, held: opening.held },
      earlier,
      entries: shown.map(entryOf),
      lots: lots.map((lot) => ({ ...lot, expiresAt: lot.expiresAt?.toISOString() ?? null, addedAt: lot.addedAt.toISOString() })),
      openHolds: holds.map((hold) => ({ ...hold, openedAt: hold.openedAt.toISOString(), expiresAt: hold.expiresAt.toISOString() })),
      sum: { available: sumOf('available'), held: sumOf('held') },
    }
  },
})
