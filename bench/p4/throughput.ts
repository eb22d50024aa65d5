import { sql } from '@mas/db'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sized } from '../measure/scale.ts'
import { startEngine, type Engine } from './child.ts'
import { openBareGround, openGround, publish, seedLeads } from './ground.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { chain, standardMix, writes } from './programs.ts'

export interface Rate {
  readonly perSecond: number
  readonly perCpuSecond: number
}
export interface Throughput {
  /** Shape -> engine -> the middle of all rounds. */
  readonly rates: ReadonlyMap<string, ReadonlyMap<string, Rate>>
  readonly verified: readonly string[]
  readonly sizes: Readonly<Record<string, unknown>>
}
const rounds = sized({ quick: 1, standard: 3 })
const many = sized({ quick: 200, standard: 2_000 })
const few = sized({ quick: 30, standard: 300 })
/** Runs that act: with fewer the figure is that of plans made for the first time and of queues that poll meanwhile. */
const steady = 100

/** The engines take turns, shape by shape, so that a slow moment of the machine hits all of them. What was done is counted in the tables. */
export async function measureThroughput(): Promise<Throughput> {
  const install = join(import.meta.dir, 'present-way')
  if (!existsSync(join(install, 'node_modules')))
    if (
      (await Bun.spawn(['npm', 'install', '--no-audit', '--no-fund'], { cwd: install, stdout: 'inherit', stderr: 'inherit' }).exited) !== 0
    )
      throw new Error('the references cannot be installed')
  const ground = await openGround()
  const [dbosGround, bossGround] = [await openBareGround(), await openBareGround()]
  await seedLeads(ground, many)
  const cpu = await postgresCpu()
  const [ours, dbos, boss] = [
    await startEngine([process.execPath, 'worker.ts'], ground.url),
    await startEngine([process.execPath, 'present-way/dbos.mjs'], dbosGround.url),
    await startEngine([process.execPath, 'present-way/pg-boss.mjs'], bossGround.url),
  ]
  const counted = { ours: 0, DBOS: 0, 'bare pg-boss': 0 }
  const counts = {
    ours: () => ground.count(sql`select count(*)::int as n from workflows.steps`),
    DBOS: () => countBare(dbosGround.url, 'select count(*)::int as n from dbos.operation_outputs'),
    'bare pg-boss': () =>
      countBare(bossGround.url, `select count(*)::int as n from bare_boss.job where name = 'step' and state = 'completed'`),
  }
  const seen = new Map<string, Map<string, Rate[]>>()
  const run = async (
    shape: string,
    who: keyof typeof counts,
    engine: Engine,
    order: Record<string, unknown>,
    steps: number,
    round: number,
  ) => {
    const before = cpu()
    const { ms } = await engine.order(order)
    // The kernel counts in hundredths: what looks like nothing was less than one, and is taken for a whole one.
    const used = Math.max(cpu() - before, 0.01)
    const now = await settledCount(counts[who], counted[who] + steps)
    if (now - counted[who] !== steps) throw new Error(`${who}, ${shape}: ${now - counted[who]} steps are on record, not ${steps}`)
    counted[who] = now
    if (round === 0) return // warms up
    const engines = seen.get(shape) ?? new Map<string, Rate[]>()
    engines.set(who, [...(engines.get(who) ?? []), { perSecond: (steps * 1_000) / ms, perCpuSecond: steps / used }])
    seen.set(shape, engines)
  }
  try {
    const shapes = await Promise.all(
      [2, 10, 40].map(async (length) => ({
        length,
        steps: length === 2 ? 1 : length,
        workflowId: await publish(ground, chain(length)),
        mine: Math.ceil((many * 10) / Math.max(10, length)),
        theirs: Math.ceil((few * 10) / Math.max(2, length)),
      })),
    )
    const [writing, mixed] = [await publish(ground, writes(10)), await publish(ground, standardMix())]
    for (let round = 0; round <= rounds; round++) {
      const share = (n: number) => (round === 0 ? Math.ceil(n / 10) : n)
      for (const { length, steps, workflowId, mine, theirs } of shapes) {
        const shape = steps === 1 ? '1 step' : `${steps} steps`
        await run(shape, 'ours', ours, { workflowId, workflows: share(mine) }, share(mine) * length, round)
        await run(shape, 'DBOS', dbos, { shape: 'chain', workflows: share(theirs), steps }, share(theirs) * steps, round)
        await run(shape, 'bare pg-boss', boss, { workflows: share(mine), steps }, share(mine) * steps, round)
      }
      const acting = share(steady)
      await run('10 steps, 8 of them write', 'ours', ours, { workflowId: writing, workflows: acting }, acting * 10, round)
      await run('standard mix', 'ours', ours, { workflowId: mixed, workflows: acting, firstLead: 1 + round * acting }, acting * 10, round)
      const [single] = shapes
      const fanned = share(few)
      await run('fan-out of one order', 'ours', ours, { workflowId: single?.workflowId, workflows: fanned }, fanned * 2, round)
      // A child that is started counts as a step of its parent, beside the child's own.
      await run('fan-out of one order', 'DBOS', dbos, { shape: 'fan-out', workflows: fanned }, fanned * 3, round)
    }
    const refused = await ground.count(sql`select count(*)::int as n from workflows.runs where outcome = 'refused'`)
    if (refused > 0) throw new Error(`${refused} runs of the standard mix were refused what they are made of`)
  } finally {
    for (const engine of [ours, dbos, boss]) await engine.kill()
    await Promise.all([ground.close(), dbosGround.drop(), bossGround.drop()])
  }
  return {
    rates: new Map([...seen].map(([shape, engines]) => [shape, new Map([...engines].map(([who, all]) => [who, middle(all)]))])),
    verified: Object.entries(counted).map(([who, n]) => `${who}: ${n} steps ordered, ${n} steps on record`),
    sizes: {
      rounds,
      many,
      few,
      dbos: '5.3.0, pool 16, 64 in flight',
      boss: '12.38.0, pool 16, 4 x batches of 32',
      stepper: '2 control and 4 act loops',
    },
  }
}

async function countBare(url: string, query: string): Promise<number> {
  const client = new Bun.SQL({ url, max: 1 })
  try {
    const [row] = await client.unsafe<{ n: number }[]>(query)
    return row?.n ?? Number.NaN
  } finally {
    await client.close()
  }
}

/** A queue says that a job is done a moment after its handler has ended. */
async function settledCount(count: () => Promise<number>, expected: number): Promise<number> {
  for (let tries = 0; ; tries++) {
    const now = await count()
    if (now >= expected || tries === 50) return now
    await Bun.sleep(100)
  }
}

function middle(all: readonly Rate[]): Rate {
  const of = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
  return { perSecond: of(all.map((one) => one.perSecond)), perCpuSecond: of(all.map((one) => one.perCpuSecond)) }
}
