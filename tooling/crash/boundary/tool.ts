import { inTx, newId, system, type Ctx, type TxCtx } from '@mas/kernel'
import { openProcess } from '@mas/wiring'
import type { Database } from './flows.ts'

/** A process beside the twin that is never killed: what an owning domain would do in a transaction of its own. */
export interface Tool {
  ctx(): Ctx
  /** One transaction, asked again while Postgres is away: only for work that knows its repetition. */
  transact<T>(work: (t: TxCtx) => Promise<T>): Promise<T>
}

const tries = 200

export async function withTool<T>({ url, secret }: Database, work: (tool: Tool) => Promise<T>): Promise<T> {
  const env = { DATABASE_URL: url, MAS_SECRET: secret, MAS_DATA_DIR: '.mas/boundary/data', LOG_LEVEL: 'error', EGRESS_LOOPBACK: 'allowed' }
  // Opening asks Postgres as well, and it may be struck just then.
  const opened = await persistently(() => openProcess({ process: 'tool', env }))
  const ctx = () => opened.runtime.ctx(system('boundary'), { requestId: newId() })
  try {
    return await work({ ctx, transact: (step) => persistently(() => inTx(ctx(), step)) })
  } finally {
    await opened.close()
  }
}

async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work()
    } catch (thrown) {
      if (n === tries) throw thrown
      await Bun.sleep(100)
    }
  }
}
