import { dayIn } from '@mas/kernel'
import type { Draft } from './intake-draft.ts'
import type { Arrival } from './intake-model.ts'

/** What an arrival means in the words of the registries. */
export interface Terms {
  readonly productCode: string
  readonly productKnown: boolean
  readonly sessionYear: number
  readonly sourceId: string | null
  readonly sourceCode: string | null
  readonly campaignId: string | null
  readonly headId: string | null
  readonly tagIds: readonly string[]
}

/** The product an arrival without one is about (product rule of leads). */
export const generalProduct = 'general'

export function resolveTerms(draft: Draft, arrival: Arrival, now: Date): Terms {
  const campaign = draft.campaigns.get(arrival.campaign ?? '')
  const source = draft.sources.get(arrival.source ?? '')
  const productCode = arrival.productCode ?? campaign?.product_code ?? generalProduct
  const product = draft.products.get(productCode)
  return {
    productCode,
    productKnown: product !== undefined,
    sessionYear: arrival.sessionYear ?? campaign?.session_year ?? product?.current_session_year ?? Number(dayIn(now).slice(0, 4)),
    sourceId: source?.id ?? campaign?.source_id ?? null,
    sourceCode: source?.code ?? campaign?.source_code ?? null,
    campaignId: campaign?.id ?? null,
    headId: arrival.owningHeadId ?? source?.default_head_id ?? campaign?.default_head_id ?? null,
    tagIds: arrival.tags.flatMap((slug) => draft.tags.get(slug) ?? []),
  }
}
