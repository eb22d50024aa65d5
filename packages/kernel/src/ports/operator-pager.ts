import type { ProviderAnswer, SlotMode } from '../providers.ts'

/** What wakes somebody. Ids and figures only: it leaves the house. */
export interface OperatorPage {
  /** The incident: the same key again is the same page, which the receiver tells by its `webhook-id`. */
  readonly key: string
  /** What happened, as the log line says it. */
  readonly summary: string
  readonly details: Readonly<Record<string, unknown>>
  readonly raisedAt: Date
}

/** Reaches the person on call. */
export interface OperatorPager {
  readonly mode: SlotMode
  /** May be repeated with the same page: the receiver knows it again. */
  page(page: OperatorPage): Promise<ProviderAnswer<null>>
}
