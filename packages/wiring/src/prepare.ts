import { rootSecretProblems } from '@mas/domain/audit'
import { reconcileUnits } from '@mas/domain/ledger'
import { newId, system } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { ConfigError } from '@mas/platform/config'
import { reconcileQueues } from '@mas/platform/queue'
import { queueSpecs } from './work.ts'

/**
 * Makes the database hold what the code declares: queues and ledger units. Every process does it before it serves, in
 * any order and at the same time as others; with secrets that do not fit this database none serves, because it would
 * seal what the others cannot open.
 */
export async function prepare(runtime: Runtime): Promise<void> {
  const problems = await rootSecretProblems(runtime.ctx(system('prepare'), { requestId: newId() }))
  if (problems.length > 0) throw new ConfigError(`MAS_SECRET and MAS_SECRET_PREVIOUS do not fit this database:\n  ${problems.join('\n  ')}`)
  await reconcileQueues(runtime.queue, queueSpecs(), runtime.log)
  await reconcileUnits(runtime.ctx(system('prepare'), { requestId: newId() }))
}
