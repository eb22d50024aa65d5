import { bringForwardPage, holdWorkingEndpoint, type PutOff } from '@mas/db/webhooks'
import { enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import { bringForward } from './jobs.ts'
import { wakeEndpoint } from './wake-endpoint.ts'

const pageSize = 1_000
const pagesAJob = 20

/** Part: what was put off at an endpoint is due now; the first page at once, the others by a job. */
export async function bringForwardFirst(t: TxCtx, endpointId: string): Promise<void> {
  const enabledAt = t.clock.now()
  const after = await bringForwardPage(t.tx, endpointId, { enabledAt, after: undefined, limit: pageSize })
  if (after !== undefined) await enqueue(t, bringForward, { endpointId, enabledAt: enabledAt.toISOString(), after })
}

/** The others, a page a transaction, until the end, or until the endpoint is stopped again. */
export async function bringForwardRest(ctx: Ctx, { endpointId, enabledAt, after }: z.output<typeof bringForward.payload>): Promise<void> {
  let place: PutOff | undefined = after
  for (let n = 1; n <= pagesAJob; n++) {
    place = await inTx(ctx, async (t) => {
      const endpoint = await holdWorkingEndpoint(t.tx, endpointId)
      if (endpoint?.state !== 'enabled') return undefined
      const next = await bringForwardPage(t.tx, endpointId, { enabledAt: new Date(enabledAt), after: place, limit: pageSize })
      await wakeEndpoint(t, endpointId, endpoint.allowed_in_flight)
      if (next !== undefined && n === pagesAJob) await enqueue(t, bringForward, { endpointId, enabledAt, after: next })
      return next
    })
    if (place === undefined) return
  }
}
