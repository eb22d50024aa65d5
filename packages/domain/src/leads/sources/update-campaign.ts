import { Campaign, UpdateCampaignInput } from '@mas/contracts/leads'
import { lockCampaign, setCampaign } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { campaignOf } from './source-view.ts'

export const updateCampaign = command({
  verb: 'leads.update-campaign',
  summary: 'Renames a campaign, or sets its cost in paise and its dates; its source and product stay, because leads were counted by them.',
  permission: 'leads.update-campaign',
  refuses: ['leads.campaign-unknown', 'leads.campaign-times'],
  input: UpdateCampaignInput,
  output: Campaign,
  run: async (t, { code, name, costPaise, startsAt, endsAt }) => {
    const before = await lockCampaign(t.tx, code)
    if (before === undefined) throw fail('leads.campaign-unknown', { campaign: code })
    const after = {
      ...before,
      name: name ?? before.name,
      cost_paise: costPaise ?? before.cost_paise,
      starts_at: instantOr(startsAt, before.starts_at),
      ends_at: instantOr(endsAt, before.ends_at),
    }
    await setCampaign(t.tx, after)
    const subject = { type: 'campaign', id: code }
    await record(t, { action: 'leads.update-campaign', subject, before: campaignOf(before), after: campaignOf(after) })
    return campaignOf(after)
  },
})

function instantOr(given: string | null | undefined, present: Date | null): Date | null {
  if (given === undefined) return present
  return given === null ? null : new Date(given)
}
