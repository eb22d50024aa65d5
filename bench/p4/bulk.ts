import { tagged } from '@mas/contracts/leads'
import { rows, sql } from '@mas/db'
import { enter } from '@mas/domain/workflows'
import { emit, inTx, newId, system } from '@mas/kernel'
import { sized } from '../measure/scale.ts'
import { leadId, openGround, openWorker, publish, secret, seedLeads } from './ground.ts'
import { startProductWorker } from './product-worker.ts'
import { chain, startedBy } from './programs.ts'

const people = sized({ quick: 1_000, standard: 20_000, full: 200_000 })
const eventsPerSecond = 100
const chunk = 500
const length = 10
/** Started before anything is measured: a worker that has just begun makes its plans. */
const warm = 20

export interface Bulk {
  readonly enrolledPerSecond: number
  /** From the instant of an event until the first step of the run that it starts, while the others are enrolled and moved. */
  readonly p50: number
  readonly p99: number
  readonly live: number
  readonly verified: readonly string[]
}

/** Very many are enrolled by the product's own door, 500 in a transaction, while events keep starting single people. */
export async function measureBulk(): Promise<Bulk> {
  const ground = await openGround()
  await seedLeads(ground, people * 2 + warm)
  const runtime = await openWorker(ground.url, 8)
  const ctx = () => runtime.ctx(system('bench'), { requestId: newId() })
  const start = (workflowId: string, first: number, count: number) =>
    inTx(ctx(), (t) =>
      enter(t, {
        workflowId,
        source: 'demand',
        bulk: true,
        entrants: Array.from({ length: count }, (_, n) => ({ subjectId: leadId(first + n), entryKey: leadId(first + n), sourceRef: null })),
      }),
    )
  const worker = await startProductWorker(ground.url, secret)
  try {
    const [many, single] = [await publish(ground, chain(length)), await publish(ground, startedBy(tagged.name, chain(length)))]
    const happens = (n: number) => inTx(ctx(), (t) => emit(t, tagged, { leadId: leadId(n), tag: 'met' }))
    for (let n = 1; n <= warm; n++) await happens(people * 2 + n)
    const warmed = sql`select count(*)::int as n from workflows.runs where workflow_id = ${single}::uuid and state = 'finished'`
    while ((await ground.count(warmed)) < warm) await Bun.sleep(100)
    const measuredFrom = new Date().toISOString()
    let enrolling = true
    let live = 0
    const arriving = (async () => {
      const under: Promise<unknown>[] = []
      for (const began = performance.now(); enrolling && live < people; live++) {
        under.push(happens(people + live + 1))
        await Bun.sleep(Math.max(0, began + ((live + 1) * 1_000) / eventsPerSecond - performance.now()))
      }
      await Promise.all(under)
    })()
    const began = performance.now()
    for (let from = 0; from < people; from += chunk) await start(many, from + 1, Math.min(chunk, people - from))
    const enrolledPerSecond = (people * 1_000) / (performance.now() - began)
    enrolling = false
    await arriving
    const left = sql`select (select count(*) from (select 1 from workflows.cursors limit 1) c)::int
      + (select count(*) from workflows.runs where workflow_id = ${many}::uuid or workflow_id = ${single}::uuid)::int - ${people + live + warm}::int as n`
    while ((await ground.count(left)) !== 0) await Bun.sleep(500)
    const steps = await ground.count(sql`select count(*)::int as n from workflows.steps`)
    if (steps !== (people + live + warm) * length) throw new Error(`of ${(people + live + warm) * length} steps ${steps} are on record`)
    const [late] = await rows<{ p50: number; p99: number }>(
      ground.driver.db,
      sql`select percentile_cont(0.5) within group (order by ms)::float8 as p50, percentile_cont(0.99) within group (order by ms)::float8 as p99
          from (select extract(epoch from s.at - e.occurred_at) * 1000 as ms from workflows.runs r join workflows.steps s on s.run_id = r.id and s.seq = 1
                join workflows.event_log e on e.subject_type = 'lead' and e.subject_id = r.subject_id
                where r.workflow_id = ${single}::uuid and e.occurred_at >= ${measuredFrom}::timestamptz and e.name = ${tagged.name}) first`,
    )
    const verified = [`${people} people enrolled in bulk and ${live} by events, ${steps} steps on record`]
    return { enrolledPerSecond, p50: late?.p50 ?? Number.NaN, p99: late?.p99 ?? Number.NaN, live, verified }
  } finally {
    await worker.kill()
    await runtime.close()
    await ground.close()
  }
}
