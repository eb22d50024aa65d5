import { rows, sql } from '@mas/db'
import { insertMigration, setMigration } from '@mas/db/workflows'
import { workflowsHandlers } from '@mas/domain/workflows'
import { inTx, newId, system, type Ctx } from '@mas/kernel'
import { sized } from '../measure/scale.ts'
import { openGround, openWorker, publish, type Ground } from './ground.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { sleeper } from './programs.ts'

const people = sized({ quick: 1_000, standard: 10_000, full: 100_000 })
const job = 'workflows.apply-migration'

export interface Moved {
  readonly perSecond: number
  readonly perCpuSecond: number
  readonly verified: readonly string[]
}

/** People who sleep in one version are moved to another by the product's own jobs, one job after the other as the queue would hand them out. */
export async function measureMigration(): Promise<Moved> {
  const ground = await openGround()
  const runtime = await openWorker(ground.url, 4)
  const ctx = () => runtime.ctx(system('bench'), { requestId: newId() })
  try {
    const workflowId = await publish(ground, sleeper)
    await addVersion(ground, workflowId)
    await layDown(ground, workflowId)
    const migrationId = await ordered(ctx(), workflowId)
    const cpu = await postgresCpu()
    const [began, before] = [performance.now(), cpu()]
    await carryOut(ground, ctx, migrationId)
    const [ms, used] = [performance.now() - began, cpu() - before]
    const moved = await ground.count(sql`select count(*)::int as n from workflows.runs where version_n = 2 and state = 'live'`)
    const adds = await ground.count(
      sql`select count(*)::int as n from workflows.migrations where state = 'applied' and proof @> ${JSON.stringify({ moved: people, checked: people, adds: true })}::text::jsonb`,
    )
    if (moved !== people || adds !== 1) throw new Error(`of ${people} people ${moved} were moved, proofs that add up: ${adds}`)
    return {
      perSecond: (people * 1_000) / ms,
      perCpuSecond: people / used,
      verified: [`${people} sleeping people moved to another version, each with its proof`],
    }
  } finally {
    await runtime.close()
    await ground.close()
  }
}

async function addVersion({ driver: { db } }: Ground, workflowId: string): Promise<void> {
  await rows(
    db,
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        select workflow_id, 2, program, layout, reverse(hash), interests, published_by, published_at, note from workflows.versions where workflow_id = ${workflowId}::uuid`,
  )
}

async function layDown({ driver: { db } }: Ground, workflowId: string): Promise<void> {
  await rows(
    db,
    sql`with made as (
          insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
          select uuidv7(), ${workflowId}::uuid, 1, 'lead', u.person, u.person::text, 'demand', '{}', now()
          from generate_series(1, ${people}::int) n cross join lateral (select uuidv7() as person, n as per_row) u returning id)
        insert into workflows.cursors (run_id, node_id, seq, lane, wake_at, due_at, wait_kind, entered_at, visits, vars)
        select id, 'n2', 2, 0, now() + interval '30 days', now() + interval '30 days', 'duration', now(), '{"n1":1,"n2":1}', '{}' from made`,
  )
  await rows(db, sql`analyze workflows.runs`)
  await rows(db, sql`analyze workflows.cursors`)
}

/** As planning, simulating and applying leave it behind. */
function ordered(ctx: Ctx, workflowId: string): Promise<string> {
  return inTx(ctx, async (t) => {
    const id = newId()
    const plan = { lines: [], people, simulated: null }
    const made = { id, workflowId, fromN: 1, toN: 2, mapping: {}, unmapped: 'stay', timers: 'keep', plan, plannedBy: 'bench' }
    await insertMigration(t.tx, made, t.clock.now())
    await setMigration(t.tx, id, { state: 'applying', at: 'applied_at' }, t.clock.now())
    return id
  })
}

async function carryOut({ driver: { db } }: Ground, ctx: () => Ctx, migrationId: string): Promise<void> {
  const handler = workflowsHandlers.find((one) => one.job.name === job)
  if (handler === undefined) throw new Error(`nobody handles ${job}`)
  for (let piece: unknown = { migrationId }; piece !== undefined;) {
    await handler.handle(ctx(), piece, { id: newId(), number: 1, last: false })
    const [next] = await rows<{ data: unknown }>(db, sql`delete from pgboss.job where name = ${job} and state = 'created' returning data`)
    piece = next?.data
  }
}
