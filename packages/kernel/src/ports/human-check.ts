import type { ProviderAnswer, SlotMode } from '../providers.ts'

export interface HumanCheckRequest {
  /** What the widget in the browser gave the form. */
  readonly token: string
  /** The action the widget was made for; a token of another form does not pass. */
  readonly action: string
  readonly remoteIp?: string
}

export type HumanCheckResult =
  | { readonly human: true }
  | {
      readonly human: false
      readonly reason: 'invalid' | 'used-or-expired' | 'other-action' | 'other-host'
    }

/** Asks whether a form was sent by a person. A refusal is an outage: the caller falls back to its throttle. */
export interface HumanCheck {
  readonly mode: SlotMode
  check(request: HumanCheckRequest): Promise<ProviderAnswer<HumanCheckResult>>
}
