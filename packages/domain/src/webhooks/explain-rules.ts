import type { DeliveryExplanation, Endpoint, Message } from '@mas/contracts/webhooks'

export interface DeliveryFacts {
  readonly message: Message
  /** Null once it was removed. */
  readonly endpoint: Endpoint | null
  readonly leaseUntil: Date | null
  readonly behind: string | null
  readonly underWay: number
}
type Why = Pick<DeliveryExplanation, 'why' | 'says'>

/** The first thing that holds a message up, in the order in which they would have to go away. */
export function whyWaiting(facts: DeliveryFacts, now: Date): Why {
  const { message } = facts
  if (message.settledAt !== null) return { why: 'settled', says: settledText(message) }
  if (message.state === 'delivering') return underWay(facts.leaseUntil, now)
  return stopped(facts.endpoint) ?? waiting(facts, now)
}

function settledText({ state, settledAt, cancelReason }: Message): string {
  if (state === 'delivered') return `Delivered at ${settledAt}.`
  return state === 'dead'
    ? `Given up after ten failures at ${settledAt}; it can be replayed.`
    : `Cancelled at ${settledAt}: ${cancelReason}.`
}

function underWay(leaseUntil: Date | null, now: Date): Why {
  if (leaseUntil === null || leaseUntil > now) return { why: 'under-way', says: 'It is being sent now.' }
  return { why: 'lease-over', says: 'Its worker died while sending; it is sent again, under the same id, within a minute.' }
}

function stopped(endpoint: Endpoint | null): Why | undefined {
  if (endpoint === null) return { why: 'removed', says: 'Its endpoint was removed.' }
  if (endpoint.state === 'paused') return { why: 'paused', says: 'Its endpoint is paused by its owner.' }
  if (endpoint.state === 'disabled')
    return { why: 'disabled', says: `Its endpoint is disabled (${endpoint.disabledReason}) until its owner enables it.` }
  return undefined
}

function waiting({ message, endpoint, behind, underWay: busy }: DeliveryFacts, now: Date): Why {
  if (behind !== null) return { why: 'behind', says: `Message ${behind} of the same key goes first.` }
  if (endpoint !== null && endpoint.probeAt !== null)
    return {
      why: 'circuit-open',
      says: `The endpoint failed ${endpoint.failuresInARow} times in a row; it is probed with its oldest message, next at ${endpoint.probeAt}.`,
    }
  if (message.nextAt !== null && Date.parse(message.nextAt) > now.getTime())
    return { why: 'not-yet-due', says: `Failed ${message.attempt} times; tried again at ${message.nextAt}.` }
  if (endpoint !== null && busy >= endpoint.allowedInFlight)
    return { why: 'no-free-slot', says: `The endpoint takes ${endpoint.allowedInFlight} deliveries at a time and has ${busy} under way.` }
  return { why: 'due', says: 'It is due: a worker takes it within a minute.' }
}
