import { ListRunsInput, RunPage } from '@mas/contracts/workflows'
import { pageRuns, type RunFilterRow, type RunRow } from '@mas/db/workflows'
import { cutPage, decodeCursor, encodeCursor, query, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { reachableLeads } from '../../leads/index.ts'
import { runView } from './run-view.ts'

const list = 'workflows.list-runs'
/** Rows looked at for one page of somebody who reaches few of them. */
const lookedAt = 1_000

export const listRuns = query({
  verb: 'workflows.list-runs',
  summary: 'Lists runs, the newest first; salespeople see those of their leads. A page may be short although there are more.',
  permission: 'workflows.list-runs',
  refuses: ['request.cursor-invalid'],
  input: ListRunsInput,
  output: RunPage,
  run: async (ctx, { cursor, limit, ...filter }) => {
    const [before] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([z.uuid()]))
    if (ctx.grant?.includes('all') !== true) return reachablePage(ctx, filter, before, limit)
    const page = cutPage(list, await pageRuns(ctx.db, filter, before, limit + 1), limit, ({ id }) => [id])
    return { items: page.items.map(runView), nextCursor: page.nextCursor }
  },
})

/** Runs of reachable leads among the next thousand. */
async function reachablePage(ctx: Ctx, filter: RunFilterRow, before: string | undefined, limit: number) {
  const rows = await pageRuns(ctx.db, filter, before, lookedAt)
  const leads = rows.filter(({ subject_type }) => subject_type === 'lead')
  const reached = await reachableLeads(ctx, [...new Set(leads.map(({ subject_id }) => subject_id))])
  const mine = leads.filter(({ subject_id }) => reached.has(subject_id))
  const items = mine.slice(0, limit)
  const last: RunRow | undefined = mine.length > limit ? items.at(-1) : rows.length === lookedAt ? rows.at(-1) : undefined
  return { items: items.map(runView), nextCursor: last === undefined ? null : encodeCursor(list, [last.id]) }
}
