import { ListWorkflowsInput, WorkflowPage } from '@mas/contracts/workflows'
import { pageWorkflows } from '@mas/db/workflows'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { summaryOf } from './workflow-view.ts'

const list = 'workflows.list-workflows'

export const listWorkflows = query({
  verb: 'workflows.list-workflows',
  summary: 'Lists workflows, the newest first.',
  permission: 'workflows.list-workflows',
  refuses: ['request.cursor-invalid'],
  input: ListWorkflowsInput,
  output: WorkflowPage,
  run: async (ctx, { cursor, limit, status, subjectType }) => {
    const [before] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([z.uuid()]))
    const rows = await pageWorkflows(ctx.db, { status, subjectType, before, limit: limit + 1 })
    const page = cutPage(list, rows, limit, ({ id }) => [id])
    return { items: page.items.map(summaryOf), nextCursor: page.nextCursor }
  },
})
