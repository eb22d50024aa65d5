import { connect, transactor } from '@mas/db'
import { backlog, databaseNow } from '@mas/db/workflows'
import { markGone, runtimeSettings } from '@mas/domain/workflows'
import { readSettings } from '@mas/domain/settings'
import { newId, system } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { hostname } from 'node:os'
import { actDesk, actLoop } from './act-loop.ts'
import { createBell } from './bell.ts'
import { controlLoop } from './control-loop.ts'
import { databaseClock } from './database-clock.ts'
import { watchLoops } from './watch-loops.ts'
import type { Shop } from './loop.ts'

/**
 * What a stepper's sessions are allowed: a claim is nothing but a row lock held by an open transaction, so a process that freezes
 * or a host that is lost must lose it within eight seconds.
 */
const session = {
  idle_in_transaction_session_timeout: '3000',
  transaction_timeout: '8000',
  tcp_keepalives_idle: '3',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '2',
}
const statementTimeoutMs = 5_000

/**
 * The workflow engine's loops in this process, on a pool of their own, until it is stopped. `onPool` is handed that pool before
 * anything goes through it: a harness watches what is committed there.
 */
export async function startStepper(
  runtime: Runtime,
  databaseUrl: string,
  onPool: (pool: Pick<Runtime, 'infra' | 'driver'>) => void = () => {},
): Promise<{ stop(): Promise<void> }> {
  const { log, metrics } = runtime
  const base = runtime.ctx(system('workflows.stepper'), { requestId: newId() })
  const { controlLoops, actLoops } = await readSettings(base, runtimeSettings)
  const driver = await connect({
    url: databaseUrl,
    poolSize: controlLoops + actLoops + 3,
    applicationName: 'mas-stepper',
    statementTimeoutMs,
    session,
  })
  const infra = { ...runtime.infra, transact: transactor(driver, controlLoops + actLoops + 1) }
  onPool({ infra, driver })
  const clock = databaseClock(() => databaseNow(driver.db), log)
  let stopping = false
  const shop: Shop = {
    clock,
    metrics,
    process: `${hostname()}:${process.pid}`,
    stopping: () => stopping,
    ctx: () => ({ ...runtime.ctx(base.actor, { requestId: newId() }), db: driver.db, infra, clock }),
  }
  await clock.discipline()
  const bells = Array.from({ length: controlLoops }, createBell)
  const actBells = Array.from({ length: actLoops }, createBell)
  const ringActs = () => actBells.forEach((bell) => bell.ring())
  const ringAll = () => {
    for (const bell of bells) bell.ring()
    ringActs()
  }
  const ear = await driver.listen('workflows', ringAll, ringAll)
  const desk = actDesk(shop)
  const loops = [
    ...bells.map((bell, n) => controlLoop(shop, bell, ringActs, `control-${n}`)),
    ...actBells.map((bell, n) => actLoop(shop, bell, desk, `act-${n}`)),
  ]
  const watch = watchLoops(shop, { markGone: () => markGone(shop.ctx()), backlog: () => backlog(driver.db, clock.now()) })
  log.info('stepper ready', { controlLoops, actLoops, clockOffMs: Math.round(clock.offMs()) })
  return {
    stop: async () => {
      stopping = true
      watch.stop()
      ringAll()
      await Promise.all(loops)
      await desk.leave().catch((thrown: unknown) => log.debug('stepper row stays', { error: String(thrown) }))
      await ear.close()
      await driver.close()
    },
  }
}
