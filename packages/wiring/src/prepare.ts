import { reconcileUnits } from '@mas/domain/ledger'
import { newId, system } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { reconcileQueues } from '@mas/platform/queue'
import { queueSpecs } from './work.ts'

/**
 * Makes the database hold what the code declares: queues and ledger units. Every process does it before it serves, in
 * any order and at the same time as others.
 */
export async function prepare(runtime: Runtime): Promise<void> {
  await reconcileQueues(runtime.queue, queueSpecs(), runtime.log)
  await reconcileUnits(runtime.ctx(system('prepare'), { requestId: newId() }))
}
