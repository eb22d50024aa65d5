import type { TxCtx } from '@mas/kernel'

/** One fact a vendor told us, as its handler sees it. */
export interface ReceivedItem {
  readonly id: string
  readonly provider: string
  readonly dedupeKey: string
  readonly eventType: string
  readonly receivedAt: Date
  /** The body it came in, exactly as signed; of one that held several items, the part about this one. */
  readonly raw: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

/** What handling came to. `not-yet`: it speaks of something we do not know so far, as facts come in any order. */
export type InboxOutcome =
  | { readonly result: 'processed'; readonly outcome: Readonly<Record<string, unknown>> }
  | { readonly result: 'ignored'; readonly reason: string }
  | { readonly result: 'not-yet'; readonly reason: string }

/**
 * What a domain does with the webhooks of one vendor. The handler runs as `webhook(provider)`, in the transaction
 * that also settles the inbox row, and must be monotone: repeats and any order of facts end in one state.
 */
export interface InboxType {
  readonly provider: string
  /** `payments` keeps bodies eight years instead of 90 days, and is finance's to replay. */
  readonly family: 'payments' | 'other'
  readonly handle: (t: TxCtx, item: ReceivedItem) => Promise<InboxOutcome>
}

const declared = new Map<string, InboxType>()

/** Declares who acts on a vendor's webhooks; two of one vendor are a programming error. */
export function defineInbox(type: InboxType): InboxType {
  if (declared.has(type.provider)) throw new Error(`the inbox of ${type.provider} is declared twice`)
  declared.set(type.provider, type)
  return type
}

export function findInbox(provider: string): InboxType | undefined {
  return declared.get(provider)
}

export function paymentProviders(): string[] {
  return [...declared.values()].flatMap(({ provider, family }) => (family === 'payments' ? [provider] : []))
}
