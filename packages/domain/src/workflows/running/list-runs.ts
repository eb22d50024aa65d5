import { ListRunsInput, RunPage } from '@mas/contracts/workflows'
import { pageRuns, pageRunsAt, type RunFilterRow, type RunRow } from '@mas/db/workflows'
import { cutPage, decodeCursor, encodeCursor, query, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { reachableLeads } from '../../leads/index.ts'
import { runView } from './run-view.ts'

const list = 'workflows.list-runs'
/** Rows looked at for one page where few of them may be wanted. */
const lookedAt = 1_000
/** The same where only their ids and steps are. */
const stepsLookedAt = 2_000

export const listRuns = query({
  verb: 'workflows.list-runs',
  summary:
    'Lists runs, the newest first; salespeople see those of their leads. A page may be short or empty although there are more: a cursor says so.',
  permission: 'workflows.list-runs',
  refuses: ['request.cursor-invalid'],
  input: ListRunsInput,
  output: RunPage,
  run: async (ctx, { cursor, limit, ...filter }) => {
    const [before] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([z.uuid()]))
    if (ctx.grant?.includes('all') !== true) return reachablePage(ctx, filter, before, limit)
    if (filter.nodeId !== undefined) return pageAtStep(ctx, { ...filter, nodeId: filter.nodeId }, before, limit)
    const page = cutPage(list, await pageRuns(ctx.db, filter, before, limit + 1), limit, ({ id }) => [id])
    return { items: page.items.map(runView), nextCursor: page.nextCursor }
  },
})

/** Runs that stand at a step, among the next two thousand that are not over. */
async function pageAtStep(ctx: Ctx, filter: RunFilterRow & { nodeId: string }, before: string | undefined, limit: number) {
  if (isOver(filter)) return { items: [], nextCursor: null }
  const { found, lookedTo } = await pageRunsAt(ctx.db, filter, before, limit + 1, stepsLookedAt)
  return cutAt(found, limit, lookedTo)
}

/** Runs that are over stand nowhere. */
const isOver = ({ state, outcome }: RunFilterRow) => state === 'finished' || outcome !== undefined

/** Runs of reachable leads among the next thousand. */
async function reachablePage(ctx: Ctx, filter: RunFilterRow, before: string | undefined, limit: number) {
  const { nodeId } = filter
  const { found: rows, lookedTo } =
    nodeId === undefined ? await anywhere(ctx, filter, before) : await standing(ctx, { ...filter, nodeId }, before)
  const leads = rows.filter(({ subject_type }) => subject_type === 'lead')
  const reached = await reachableLeads(ctx, [...new Set(leads.map(({ subject_id }) => subject_id))])
  return cutAt(
    leads.filter(({ subject_id }) => reached.has(subject_id)),
    limit,
    lookedTo,
  )
}

interface Looked {
  readonly found: RunRow[]
  /** Where the look ended; undefined when there is nothing behind it. */
  readonly lookedTo: string | undefined
}
async function anywhere(ctx: Ctx, filter: RunFilterRow, before: string | undefined): Promise<Looked> {
  const found = await pageRuns(ctx.db, filter, before, lookedAt)
  return { found, lookedTo: found.length === lookedAt ? found.at(-1)?.id : undefined }
}
const standing = async (ctx: Ctx, filter: RunFilterRow & { nodeId: string }, before: string | undefined): Promise<Looked> =>
  isOver(filter) ? { found: [], lookedTo: undefined } : pageRunsAt(ctx.db, filter, before, lookedAt, lookedAt)

/** As many of the wanted as fit; where few were wanted, the cursor stands where the look ended. */
function cutAt(wanted: readonly RunRow[], limit: number, lookedTo: string | undefined) {
  const items = wanted.slice(0, limit)
  const last = wanted.length > limit ? items.at(-1)?.id : lookedTo
  return { items: items.map(runView), nextCursor: last === undefined ? null : encodeCursor(list, [last]) }
}
