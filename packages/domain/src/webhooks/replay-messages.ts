import { holdWorkingEndpoint, reopenPage } from '@mas/db/webhooks'
import { enqueue, inTx, type Ctx } from '@mas/kernel'
import type { z } from 'zod'
import { replayMessages } from './jobs.ts'
import { wakeEndpoint } from './wake-endpoint.ts'

type Replay = z.output<typeof replayMessages.payload>

/** More than this in one transaction would hold up whoever enqueues to the endpoint. */
const pageSize = 1_000
/** What one job does before it makes room for others of its kind. */
const pagesAJob = 20

/** Goes on with a replay: a page a transaction, until the end, or until the endpoint is removed or disabled. */
export async function replayNextMessages(ctx: Ctx, replay: Replay): Promise<void> {
  let { after } = replay
  for (let n = 1; n <= pagesAJob; n++) {
    after = await inTx(ctx, async (t) => {
      const endpoint = await holdWorkingEndpoint(t.tx, replay.endpointId)
      if (endpoint === undefined) return undefined
      const { since, until, types, askedAt } = replay
      const filter = {
        endpointId: endpoint.id,
        since: new Date(since),
        until: until === null ? null : new Date(until),
        types,
        messageId: null,
      }
      const page = { settledBy: new Date(askedAt), after, limit: pageSize, now: t.clock.now() }
      const { reopened, last } = await reopenPage(t.tx, filter, page)
      if (reopened > 0 && endpoint.state === 'enabled') await wakeEndpoint(t, endpoint.id, endpoint.allowed_in_flight)
      if (last !== undefined && n === pagesAJob) await enqueue(t, replayMessages, { ...replay, after: last })
      return last
    })
    if (after === undefined) return
  }
}
