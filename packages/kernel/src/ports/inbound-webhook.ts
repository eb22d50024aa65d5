/** One thing a vendor tells, as found in a verified body: a body may carry several. */
export interface InboundItem {
  /** The vendor's own id of this very fact; a second delivery carries the same one. At most 300 characters. */
  readonly dedupeKey: string
  /** The vendor's word for what happened. */
  readonly type: string
  /** Of a body that carries several: what of it is about this one, in the vendor's shape. Kept instead of the whole. */
  readonly part?: Uint8Array
}

export interface InboundDelivery {
  /** The exact bytes that were signed. */
  readonly raw: Uint8Array
  readonly headers: Headers
  /** The unguessable part of the path behind the provider, for vendors that cannot sign. */
  readonly pathSecret?: string
  /** What stands behind that part, such as `call`; and the query. */
  readonly pathRest?: string
  readonly query: URLSearchParams
  readonly now: Date
}

export type InboundVerdict =
  | {
      readonly verdict: 'genuine'
      readonly items: readonly InboundItem[]
      /** Which of the valid secrets it was signed with. */
      readonly secretVersion?: number
    }
  /** Signed by the vendor, yet not to be understood: kept for a person to look at. */
  | { readonly verdict: 'unparseable'; readonly secretVersion?: number }
  | { readonly verdict: 'rejected'; readonly reason: 'bad-signature' | 'stale' | 'malformed' }
  /** A path secret that is not ours: as if there were nothing here. Nothing is stored or counted. */
  | { readonly verdict: 'unknown' }
  /** A handshake, answered at once and not stored. */
  | { readonly verdict: 'answer'; readonly status: number; readonly body: string }

/** How the webhooks of one vendor are told from forgeries. Verifies the raw bytes before anything is parsed. */
export interface InboundWebhook {
  /** The word in the path: `/webhooks/<provider>`. */
  readonly provider: string
  /** Headers worth keeping with the body, in lower case; never one that authenticates. */
  readonly keepHeaders?: readonly string[]
  verify(delivery: InboundDelivery): Promise<InboundVerdict> | InboundVerdict
  /** Answers a GET (a subscription check of the vendor); undefined refuses it. */
  handshake?(url: URL): { readonly status: number; readonly body: string } | undefined
}
