import { Id } from '@mas/contracts/core'
import { ListImportsInput, ListImportsOutput } from '@mas/contracts/leads'
import { pageImports } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { importOf } from './import-model.ts'
import { importer } from './own-import.ts'

const list = 'leads.list-imports'

export const listImports = query({
  verb: 'leads.list-imports',
  summary: "Lists imports, newest first: the own ones, ADMIN everybody's.",
  permission: 'leads.list-imports',
  input: ListImportsInput,
  output: ListImportsOutput,
  run: async (ctx, { cursor, limit, state }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const createdBy = ctx.grant?.includes('all') === true ? undefined : importer(ctx)
    const page = cutPage(list, await pageImports(ctx.db, { createdBy, state, beforeId, limit: limit + 1 }), limit, (row) => [row.id])
    return { ...page, items: page.items.map(importOf) }
  },
})
