import { StoredPlan, StoredProof } from '@mas/contracts/workflows'
import { countItems, setMigration, type MigrationRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'

/** Counted in one statement. */
const atOnce = 10_000

/** What became of everybody, a page after the other: a million items are no single statement. */
async function itemsOf(t: TxCtx, migrationId: string) {
  const all: Awaited<ReturnType<typeof countItems>>['counts'] = []
  for (let after: string | null | undefined; after !== null;) {
    const { counts, last } = await countItems(t.tx, migrationId, after ?? null, atOnce)
    all.push(...counts)
    after = last
  }
  return all
}

/** The counts of what was done, and whether they add up. A worker that froze and wakes when all is over, or taken back, changes nothing. */
export async function finishApply(t: TxCtx, row: MigrationRow): Promise<void> {
  const items = await itemsOf(t, row.id)
  const of = (state: string) => items.filter((one) => one.state === state).reduce((sum, { n }) => sum + n, 0)
  const planned = StoredPlan.parse(row.plan).people
  const startedMeanwhile = items.reduce((sum, { meanwhile }) => sum + meanwhile, 0)
  const done = of('moved') + of('stayed') + of('exited')
  const finishedMeanwhile = Math.max(0, planned + startedMeanwhile - done)
  const proof: StoredProof = {
    moved: of('moved'),
    stayed: of('stayed'),
    exited: of('exited'),
    reasons: reasonsOf(items),
    checked: of('moved'),
    planned,
    startedMeanwhile,
    finishedMeanwhile,
    adds: done + finishedMeanwhile === planned + startedMeanwhile,
    restored: 0,
    movedOn: 0,
  }
  await setMigration(t.tx, row.id, { state: 'applied', from: 'applying', proof }, t.clock.now())
}

function reasonsOf(items: readonly { reason: string | null; n: number }[]): Record<string, number> {
  const reasons = new Map<string, number>()
  for (const { reason, n } of items) if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + n)
  return Object.fromEntries(reasons)
}

export async function finishRevert(t: TxCtx, row: MigrationRow): Promise<void> {
  const items = await itemsOf(t, row.id)
  const of = (state: string) => items.filter((one) => one.state === state).reduce((sum, { n }) => sum + n, 0)
  const proof = { ...StoredProof.parse(row.proof), restored: of('restored'), movedOn: of('moved-on') }
  await setMigration(t.tx, row.id, { state: 'reverted', from: 'reverting', proof, at: 'reverted_at' }, t.clock.now())
}
