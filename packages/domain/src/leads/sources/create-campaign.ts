import { Campaign, CreateCampaignInput } from '@mas/contracts/leads'
import { insertCampaign, lockSource } from '@mas/db/leads'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { campaignOf } from './source-view.ts'

export const createCampaign = command({
  verb: 'leads.create-campaign',
  summary: 'Registers one campaign of a source for a product, with what it costs in paise.',
  permission: 'leads.create-campaign',
  refuses: ['leads.campaign-exists', 'leads.campaign-times', 'leads.source-unknown', 'leads.product-unknown'],
  input: CreateCampaignInput,
  output: Campaign,
  run: async (t, { startsAt, endsAt, ...input }) => {
    const row = {
      id: newId(t.clock.now().getTime()),
      code: input.code,
      name: input.name,
      source: input.source,
      product_code: input.productCode,
      session_year: input.sessionYear,
      cost_paise: input.costPaise,
      starts_at: startsAt === null ? null : new Date(startsAt),
      ends_at: endsAt === null ? null : new Date(endsAt),
    }
    if ((await insertCampaign(t.tx, row)) === undefined) {
      if ((await lockSource(t.tx, input.source)) === undefined) throw fail('leads.source-unknown', { source: input.source })
      throw fail('leads.product-unknown', { productCode: input.productCode })
    }
    await record(t, { action: 'leads.create-campaign', subject: { type: 'campaign', id: row.code }, after: campaignOf(row) })
    return campaignOf(row)
  },
})
