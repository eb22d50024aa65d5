import { dueKeys, setBacklogged } from '@mas/db/webhooks'
import { enqueueMany, type TxCtx } from '@mas/kernel'
import { deliverMessage } from './jobs.ts'

/** Starts what is due at an endpoint, up to the slots that are free; remembers whether there may be more. */
export async function wakeEndpoint(t: TxCtx, endpointId: string, freeSlots: number): Promise<void> {
  if (freeSlots < 1) return
  const keys = await dueKeys(t.tx, endpointId, t.clock.now(), freeSlots)
  await enqueueMany(
    t,
    deliverMessage,
    keys.map((orderKey) => ({ payload: { endpointId, orderKey } })),
  )
  await setBacklogged(t.tx, endpointId, keys.length === freeSlots)
}
