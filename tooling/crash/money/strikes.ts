import type { Findings } from '../findings.ts'
import { kill, type Product } from '../product.ts'
import type { Random } from '../random.ts'
import type { Asked } from '../sql.ts'
import { serving } from '../strikes.ts'
import type { Doors } from './doors.ts'

/** What takes seconds to come back dies less often than what is back at once. */
const targets = [
  'door',
  'door',
  'door',
  'door',
  'connections',
  'connections',
  'connections',
  'worker',
  'api',
  'postgres',
  'postgres',
  'everything',
] as const

interface Struck {
  readonly product: Product
  readonly doors: Doors
  readonly asked: Asked
  readonly random: Random
  readonly findings: Findings
  readonly say: (line: string) => void
}

/** Kills doors, connections, the product's processes, Postgres, or all of them at once, at moments that the seed decides. */
export async function strikeMoney({ product, doors, asked, random, findings, say }: Struck, until: number): Promise<void> {
  // As long as it was down it stays up: on a slow machine nothing would ever be done otherwise.
  for (let rest = 0; ;) {
    await Bun.sleep(random.between(1_500, 6_000) + rest)
    if (performance.now() >= until) return
    const target = random.oneOf(targets)
    const began = performance.now()
    if (target === 'door') {
      if (!doors.strike(random)) continue
    } else if (target === 'connections') findings.count('connections cut', await cutConnections(asked, random.between(1, 4)))
    else if (target === 'everything') {
      for (let door = 0; door < 2; door++) doors.strike(random)
      await product.powerCut()
    } else {
      const pid = product.pid(target)
      if (pid === undefined || !kill(pid)) continue
    }
    findings.count(`struck: ${target}`)
    findings.count('kills', target === 'connections' ? 0 : 1)
    if (target === 'postgres' || target === 'everything' || target === 'api') {
      await serving(product, began, findings, target)
      say(`kill -9 ${target}, back after ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
    rest = performance.now() - began
  }
}

/** In the midst of a statement, or between two of a transaction. */
function cutConnections(asked: Asked, count: number): Promise<number> {
  return asked.count(
    `select count(*) filter (where pg_terminate_backend(pid)) as n from (
       select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and backend_type = 'client backend' limit $1) victim`,
    [count],
  )
}
