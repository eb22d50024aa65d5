import type { Figure as Held } from '../measure/finish.ts'
import { newId, silentLog, system, type Ctx } from '@mas/kernel'
import { openRuntime, type Runtime } from '@mas/platform'
import { createEgress, createResolver } from '@mas/providers/egress'
import { cloneDatabase } from '@mas/testing/template'
import { unwiredPorts } from '@mas/testing/unwired-ports'

export interface Ground {
  readonly runtime: Runtime
  ctx(): Ctx
  close(): Promise<void>
}

/** A figure and the bar it is held to. */
export interface Figure {
  readonly what: string
  readonly ours: string
  readonly reference: string
  readonly ratio: number
  readonly bar: Held['bar']
}

/** A database of its own with the product's runtime on it; deliveries may reach this machine. */
export async function openGround(poolSize: number): Promise<Ground> {
  const database = await cloneDatabase()
  const runtime = await openRuntime({
    databaseUrl: database.url,
    process: 'worker',
    poolSize,
    log: silentLog,
    ports: unwiredPorts({ egress: createEgress({ resolve: createResolver(), loopback: true }) }),
    secret: Buffer.alloc(32).toString('base64'),
    publicUrl: 'http://localhost',
  })
  return {
    runtime,
    ctx: () => runtime.ctx(system('bench'), { requestId: newId() }),
    close: async () => {
      await runtime.close()
      await database.drop()
    },
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
