import { rows, sql } from '@mas/db'
import { sized } from '../measure/scale.ts'
import { startEngine } from './child.ts'
import { openGround, publish, seedLeads } from './ground.ts'
import { writes } from './programs.ts'

const people = sized({ quick: 40, standard: 200 })
const length = 10

export interface TakeOver {
  /** From the kill until the last of the runs that the killed worker held has moved on. */
  readonly ms: number
  readonly heldRuns: number
  readonly verified: readonly string[]
}

/** Two workers carry the same people through steps that write; one is killed in the middle. */
export async function measureTakeOver(): Promise<TakeOver> {
  const ground = await openGround()
  const { db } = ground.driver
  await seedLeads(ground, people)
  const [victim, other] = [
    await startEngine([process.execPath, 'worker.ts'], ground.url),
    await startEngine([process.execPath, 'worker.ts'], ground.url),
  ]
  try {
    const workflowId = await publish(ground, writes(length))
    const through = other.order({ workflowId, workflows: people })
    while ((await ground.count(sql`select count(*)::int as n from workflows.steps`)) < people * 3) await Bun.sleep(20)
    const held = await rows<{ run_id: string; seq: number }>(
      db,
      sql`select c.run_id, c.seq from workflows.steppers s, unnest(s.run_ids) as held(id) join workflows.cursors c on c.run_id = held.id where s.process like ${`%:${victim.pid}`}`,
    )
    const [killedAt] = await rows<{ at: Date }>(db, sql`select clock_timestamp() as at`)
    await victim.kill()
    await through
    const [moved] = await rows<{ ms: number | null }>(
      db,
      sql`select max(ms)::float8 as ms from (
            select min(extract(epoch from s.at - ${new Date(killedAt?.at ?? 0).toISOString()}::timestamptz) * 1000) as ms
            from jsonb_to_recordset(${JSON.stringify(held)}::text::jsonb) as h(run_id uuid, seq int) join workflows.steps s on s.run_id = h.run_id and s.seq >= h.seq group by h.run_id) runs`,
    )
    const [steps] = await rows<{ n: number; apart: number; runs: number }>(
      db,
      sql`select count(*)::int as n, count(distinct (run_id, node_id))::int as apart, count(distinct run_id)::int as runs from workflows.steps`,
    )
    if (steps?.n !== people * length || steps.apart !== steps.n)
      throw new Error(`of ${people * length} steps ${steps?.n} are on record, ${steps?.apart} of them apart`)
    return {
      ms: Math.max(0, moved?.ms ?? Number.NaN),
      heldRuns: held.length,
      verified: [`${steps.runs} people, ${steps.n} steps on record after kill -9 of one of two workers, none twice, none missing`],
    }
  } finally {
    await victim.kill()
    await other.kill()
    await ground.close()
  }
}
