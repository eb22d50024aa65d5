import { connect, rows, sql } from '@mas/db'
import { publish, type Ground } from './ground.ts'
import { sleeperAt } from './programs.ts'
import { latenessOf, layDown, type Lateness } from './sleepers.ts'

const minutes = 10
const perSecond = 1_000
/** Of each minute's sleepers: laid down this long before the first is due. */
const aheadSeconds = 30
const nodeId = 'held'

interface Sizes extends Record<string, unknown> {
  /** Bytes. */
  readonly table: number
  readonly due: number
}
export interface Snapshot {
  readonly lateness: Lateness
  /** `cursors` with all those asleep, before and behind it. */
  readonly before: Sizes
  readonly after: Sizes
  readonly heldMs: number
  readonly verified: readonly string[]
}

/** A snapshot is held open for ten minutes by the clock, as a long report holds one, while a thousand sleepers a second wake. */
export async function underSnapshot(ground: Ground): Promise<Snapshot> {
  const workflowId = await publish(ground, sleeperAt(nodeId))
  const before = await sizesOf(ground)
  const report = await connect({ url: ground.url, poolSize: 1, applicationName: 'bench-report', statementTimeoutMs: 60_000 })
  const over = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  const held = report.transaction(async (tx) => {
    await rows(tx, sql`set transaction isolation level repeatable read`)
    await rows(tx, sql`select 1 from workflows.cursors limit 1`)
    open.resolve()
    await over.promise
    // Whoever looks through it still sees what stood there when it was opened.
    return rows<{ n: number }>(tx, sql`select count(*)::int as n from workflows.cursors where node_id = ${nodeId}`)
  })
  await open.promise
  const began = performance.now()
  const first = Date.now() + aheadSeconds * 1_000
  for (let minute = 0; minute < minutes; minute++) {
    const from = new Date(first + minute * 60_000).toISOString()
    await layDown(ground, workflowId, perSecond * 60, sql`${from}::timestamptz + make_interval(secs => n / ${perSecond}::float8)`, nodeId)
    await Bun.sleep(Math.max(0, first + minute * 60_000 + (60 - aheadSeconds) * 1_000 - Date.now()))
  }
  const lateness = await latenessOf(ground, perSecond * 60 * minutes, 300_000, nodeId)
  over.resolve()
  const [seen] = await held
  const heldMs = performance.now() - began
  await report.close()
  if (seen?.n !== 0) throw new Error('the snapshot was not held')
  const told = `${perSecond * 60 * minutes} timers due behind a snapshot of ${Math.round(heldMs / 1_000)} s, each on record once, none early`
  return { lateness, before, after: await sizesOf(ground), heldMs, verified: [told] }
}

async function sizesOf({ driver: { db } }: Ground): Promise<Sizes> {
  const [found] = await rows<Sizes>(
    db,
    sql`select pg_table_size('workflows.cursors')::float8 as table, pg_relation_size('workflows.cursors_wake_idx')::float8 as due`,
  )
  if (found === undefined) throw new Error('cursors has no size')
  return found
}
