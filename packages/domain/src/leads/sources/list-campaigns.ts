import { CampaignPage, ListCampaignsInput } from '@mas/contracts/leads'
import { pageCampaigns } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { campaignOf } from './source-view.ts'

const list = 'leads.list-campaigns'

export const listCampaigns = query({
  verb: 'leads.list-campaigns',
  summary: 'Lists campaigns by code, with what each costs and how many arrivals named it.',
  permission: 'leads.list-campaigns',
  input: ListCampaignsInput,
  output: CampaignPage,
  run: async (ctx, { cursor, limit, source }) => {
    const [afterCode] = cursor === undefined ? [''] : decodeCursor(list, cursor, z.tuple([z.string()]))
    const found = await pageCampaigns(ctx.db, { source, afterCode, limit: limit + 1 })
    return cutPage(
      list,
      found.map((row) => ({ ...campaignOf(row), arrivals: row.arrivals })),
      limit,
      ({ code }) => [code],
    )
  },
})
