import type { ContactDecision } from '@mas/contracts/leads'
import { mandatoryTopics, type Channel, type Kind, type QuietHours, type Topic } from '@mas/contracts/notifications'
import type { Recipient } from './ports.ts'
import { quietUntil, spread } from './quiet-rules.ts'
import { businessZone } from '@mas/kernel'

export interface DecisionFacts {
  readonly intentId: string
  readonly kindName: string
  readonly kind: Kind
  readonly channels: readonly Channel[]
  readonly now: Date
  readonly expiresAt: Date | null
  /** `nobody`: the request names a user that does not exist. Absent: it names an address only. */
  readonly person: Recipient | 'nobody' | undefined
  readonly address: string | null
  readonly emailOn: boolean
  /** Whether somebody has stopped everything that is not critical. */
  readonly stopped: boolean
  /** In force for the address. */
  readonly suppressions: readonly { readonly scope: string; readonly reason: string }[]
  /** What the person set, by `topic/channel`. */
  readonly preferences: ReadonlyMap<string, boolean>
  readonly quiet: QuietHours
  /** What the gate of leads says of mail to a lead; absent for everybody else. */
  readonly gate?: ContactDecision | undefined
}
export type Dropped = Partial<Record<Channel, DropReason>>
export type DropReason = 'channel-off' | 'no-address' | 'address' | 'list' | 'preference'
/** A code of leads. */
export type GateReason = `leads.${string}`
export type Decision =
  | { readonly decision: 'refused'; readonly reason: 'blocked' | 'no-such-person' | 'expired' | 'kind-unknown' | GateReason }
  | { readonly decision: 'suppressed'; readonly reason: DropReason; readonly dropped: Dropped }
  | {
      readonly decision: 'deferred'
      readonly reason: 'quiet-hours' | 'stopped' | GateReason
      readonly until: Date
      readonly dropped: Dropped
    }
  | { readonly decision: 'allowed'; readonly channels: readonly Channel[]; readonly needsSlot: boolean; readonly dropped: Dropped }

/** How soon what was stopped is looked at again. */
const stoppedMs = 15 * 60_000

/** First the person, then each channel, then the time; the cap comes last, where the slot is taken. */
export function decide(facts: DecisionFacts): Decision {
  const { kind, person } = facts
  if (facts.expiresAt !== null && facts.expiresAt <= facts.now) return { decision: 'refused', reason: 'expired' }
  if (person === 'nobody' || (person !== undefined && person.state === 'erased')) return { decision: 'refused', reason: 'no-such-person' }
  if (person?.state === 'blocked') return { decision: 'refused', reason: 'blocked' }

  const { gate } = facts
  const dropped: Dropped = {}
  for (const channel of facts.channels) {
    const reason = dropReason(facts, channel)
    if (reason !== undefined) dropped[channel] = reason
  }
  const channels = facts.channels.filter((channel) => dropped[channel] === undefined)
  const [first] = facts.channels
  if (channels.length === 0) return { decision: 'suppressed', reason: (first && dropped[first]) ?? 'no-address', dropped }

  if (facts.stopped && kind.class !== 'critical')
    return { decision: 'deferred', reason: 'stopped', until: new Date(facts.now.getTime() + stoppedMs), dropped }
  // After the channels: that somebody left a list is a better reason than the withdrawal that followed from it.
  if (gate?.decision === 'refuse') return { decision: 'refused', reason: gateReason(gate) }
  if (gate?.decision === 'defer' && gate.until !== null)
    return { decision: 'deferred', reason: gateReason(gate), until: new Date(gate.until), dropped }
  if (kind.class === 'engagement' || kind.class === 'marketing') {
    const until = quietUntil(facts.now, facts.quiet, person?.zone ?? gate?.facts.zone ?? businessZone)
    if (until !== undefined)
      return {
        decision: 'deferred',
        reason: 'quiet-hours',
        until: kind.class === 'marketing' ? spread(until, facts.intentId) : until,
        dropped,
      }
  }
  return { decision: 'allowed', channels, needsSlot: kind.class !== 'critical' && person?.role === 'USER', dropped }
}

function gateReason({ code }: ContactDecision): GateReason {
  return code?.startsWith('leads.') === true ? `leads.${code.slice('leads.'.length)}` : 'leads.consent-missing'
}

function dropReason(facts: DecisionFacts, channel: Channel): DropReason | undefined {
  const { kind } = facts
  if (channel === 'email') {
    if (!facts.emailOn) return 'channel-off'
    if (facts.address === null) return 'no-address'
    if (facts.suppressions.some(({ scope }) => scope === 'all')) return 'address'
    if (kind.list !== undefined && facts.suppressions.some(({ scope }) => scope === kind.list)) return 'list'
  }
  if (kind.class === 'critical' || facts.person === undefined) return undefined
  return isOn(facts.preferences, kind.topic, channel) ? undefined : 'preference'
}

/** Everything is on until the person says otherwise; offers by mail are off until they say so. */
export function isOn(preferences: ReadonlyMap<string, boolean>, topic: Topic, channel: Channel): boolean {
  if (mandatoryTopics.includes(topic)) return true
  return preferences.get(`${topic}/${channel}`) ?? !(topic === 'offers' && channel === 'email')
}
