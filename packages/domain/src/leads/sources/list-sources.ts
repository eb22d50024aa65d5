import { ListSourcesInput, SourcePage } from '@mas/contracts/leads'
import { pageSources } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { sourceOf } from './source-view.ts'

const list = 'leads.list-sources'

export const listSources = query({
  verb: 'leads.list-sources',
  summary: 'Lists where leads come from, by code.',
  permission: 'leads.list-sources',
  input: ListSourcesInput,
  output: SourcePage,
  run: async (ctx, { cursor, limit }) => {
    const [afterCode] = cursor === undefined ? [''] : decodeCursor(list, cursor, z.tuple([z.string()]))
    const found = await pageSources(ctx.db, afterCode, limit + 1)
    return cutPage(list, found.map(sourceOf), limit, ({ code }) => [code])
  },
})
