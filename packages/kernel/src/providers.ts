/**
 * What a call to a third party can come to. `in_doubt` is an answer, not an error: the request may have been
 * carried out, so it is stored and reconciled with the vendor before anything is tried again.
 */
export type ProviderAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | {
      readonly outcome: 'refused'
      /** The vendor's reason in our words; safe to store. */
      readonly reason: string
      readonly retry: 'never' | 'later' | 'other-provider'
      readonly retryAfterSeconds?: number
    }
  | { readonly outcome: 'in_doubt'; readonly reason: string }

/** How a provider slot is set: nothing, our sandbox, or the vendor itself. */
export type SlotMode = 'off' | 'sandbox' | 'live'
export interface SlotReport {
  readonly slot: string
  readonly mode: SlotMode
  /** Vendor and host, or what is missing; shown in the boot table. */
  readonly note: string
}
