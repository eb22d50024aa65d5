import { StoredPlan, StoredProof } from '@mas/contracts/workflows'
import { countItems, setMigration, type MigrationRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'

/** The counts of what was done, and whether they add up. A worker that froze and wakes when all is over, or taken back, changes nothing. */
export async function finishApply(t: TxCtx, row: MigrationRow): Promise<void> {
  const items = await countItems(t.tx, row.id)
  const of = (state: string) => items.filter((one) => one.state === state).reduce((sum, { n }) => sum + n, 0)
  const planned = StoredPlan.parse(row.plan).people
  const startedMeanwhile = items.reduce((sum, { meanwhile }) => sum + meanwhile, 0)
  const done = of('moved') + of('stayed') + of('exited')
  const finishedMeanwhile = Math.max(0, planned + startedMeanwhile - done)
  const proof: StoredProof = {
    moved: of('moved'),
    stayed: of('stayed'),
    exited: of('exited'),
    reasons: Object.fromEntries(items.flatMap(({ reason, n }) => (reason === null ? [] : [[reason, n] as const]))),
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

export async function finishRevert(t: TxCtx, row: MigrationRow): Promise<void> {
  const items = await countItems(t.tx, row.id)
  const of = (state: string) => items.filter((one) => one.state === state).reduce((sum, { n }) => sum + n, 0)
  const proof = { ...StoredProof.parse(row.proof), restored: of('restored'), movedOn: of('moved-on') }
  await setMigration(t.tx, row.id, { state: 'reverted', from: 'reverting', proof, at: 'reverted_at' }, t.clock.now())
}
