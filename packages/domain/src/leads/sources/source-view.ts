import type { Campaign, Source } from '@mas/contracts/leads'
import type { CampaignRow, SourceRow } from '@mas/db/leads'
import { instantOf } from '../lead-view.ts'

export function sourceOf({ id, code, kind, name, default_head_id: defaultHeadId }: SourceRow): Source {
  return { id, code, kind, name, defaultHeadId }
}

export function campaignOf(row: CampaignRow): Campaign {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    source: row.source,
    productCode: row.product_code,
    sessionYear: row.session_year,
    costPaise: row.cost_paise,
    startsAt: row.starts_at === null ? null : instantOf(row.starts_at),
    endsAt: row.ends_at === null ? null : instantOf(row.ends_at),
  }
}
