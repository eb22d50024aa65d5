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

/** A vendor that already calls us, whose domain is not in the product yet. */
export type ExpectedInbox = Pick<InboxType, 'provider' | 'family'>

const expected = new Map<string, ExpectedInbox>()

/** What such a vendor tells is kept and left alone until a domain declares its inbox; then it can be replayed. */
export function expectInbox(vendor: ExpectedInbox): void {
  expected.set(vendor.provider, vendor)
}

export function findInbox(provider: string): InboxType | undefined {
  return declared.get(provider)
}

/** Whether nobody acts on this vendor's webhooks, and that is known: another release's handler is waited for instead. */
export function isUnhandled(provider: string): boolean {
  return expected.has(provider) && !declared.has(provider)
}

export function familyOf(provider: string): InboxType['family'] {
  return (declared.get(provider) ?? expected.get(provider))?.family ?? 'other'
}

/** Those of which an item that was left alone can be replayed, because somebody acts on them by now. */
export function handledProviders(): string[] {
  return [...declared.keys()]
}

export function paymentProviders(): string[] {
  return [...new Set([...declared.keys(), ...expected.keys()])].filter((provider) => familyOf(provider) === 'payments')
}
