import { CancelRunsInput, CancelRunsOutput, type RunFilter } from '@mas/contracts/workflows'
import { findEntryRules, liveRunIds } from '@mas/db/workflows'
import { fail, flow, inTx, type Ctx } from '@mas/kernel'
import type { z } from 'zod'
import { record } from '../../audit/index.ts'
import { reachableLeads } from '../../leads/index.ts'
import { endRuns } from '../runtime/end-runs.ts'

const chunk = 200
type Filter = z.output<typeof RunFilter>

export const cancelRuns = flow({
  verb: 'workflows.cancel-runs',
  summary:
    'Ends every run of a workflow that fits a filter. Called without a token it only counts, and answers the token for the same filter.',
  permission: 'workflows.cancel-runs',
  refuses: ['workflows.not-found', 'workflows.token-invalid'],
  rate: 'bulk',
  input: CancelRunsInput,
  output: CancelRunsOutput,
  run: async (ctx, { filter, reason, token }) => {
    if ((await findEntryRules(ctx.db, filter.workflowId)) === undefined) throw fail('workflows.not-found')
    const expected = tokenOf(ctx, filter)
    if (token !== undefined && token !== expected) throw fail('workflows.token-invalid')
    let [matched, cancelled] = [0, 0]
    for await (const ids of chunks(ctx, filter)) {
      matched += ids.length
      if (token !== undefined) cancelled += await cancelChunk(ctx, filter.workflowId, ids, reason)
    }
    return { matched, cancelled, token: token === undefined ? expected : null }
  },
})

/** Bound to the filter: what was counted is what is cancelled, and nothing else. */
function tokenOf(ctx: Ctx, filter: Filter): string {
  const sorted = JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return Buffer.from(ctx.infra.keys.mac('workflows.cancel-runs', sorted)).toString('base64url')
}

async function* chunks(ctx: Ctx, filter: Filter): AsyncGenerator<string[]> {
  let after: string | undefined
  for (;;) {
    const found = await liveRunIds(ctx.db, filter, after, chunk)
    after = found.at(-1)?.id
    if (after === undefined) return
    const reached =
      ctx.grant?.includes('all') === true ? undefined : await reachableLeads(ctx, [...new Set(found.map((one) => one.subject_id))])
    yield found.filter(({ subject_id }) => reached?.has(subject_id) ?? true).map(({ id }) => id)
  }
}

function cancelChunk(ctx: Ctx, workflowId: string, ids: readonly string[], reason: string): Promise<number> {
  return inTx(ctx, async (t) => {
    const ended = await endRuns(t, ids, 'cancelled', { reason })
    if (ended > 0)
      await record(t, {
        action: 'workflows.cancel-runs',
        subject: { type: 'workflow', id: workflowId },
        after: { cancelled: ended },
        reason,
      })
    return ended
  })
}
