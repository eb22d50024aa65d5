import type { Clock } from '@mas/kernel/clock'
import { hasSvixSignature } from '../email/resend/svix.ts'
import type { ReceiverAnswer, ReceiverFaults } from './sandbox-faults.ts'

/** One delivery as it came in. */
export interface ReceivedWebhook {
  readonly id: string
  /** `x-mas-attempt` */
  readonly attempt: number
  /** ISO. */
  readonly at: string
  readonly body: string
  /** How many of the signatures that it carries there are. */
  readonly signatures: number
  /** By this receiver's own check, with the secrets it was told; unchecked where it was told none. */
  readonly signature: 'valid' | 'invalid' | 'stale' | 'unchecked'
  readonly answered: ReceiverAnswer | '200'
}

export interface ReceiverDesk {
  /** What the next deliveries to this receiver are answered with, in order; 200 afterwards. */
  script(name: string, answers: readonly (ReceiverAnswer | '200')[]): void
  /** What it verifies with: any of these. */
  secrets(name: string, secrets: readonly string[]): void
  /** In the order of arrival. */
  received(name: string): readonly ReceivedWebhook[]
  take(name: string, request: Request): Promise<ReceiverAnswer | '200'>
  clear(): void
}

interface Receiver {
  script: (ReceiverAnswer | '200')[]
  secrets: readonly string[]
  readonly received: ReceivedWebhook[]
}

/** Receivers of outbound webhooks by name: each verifies signatures itself, records order, and plays its script. */
export function createReceiverDesk(clock: Clock, faults: ReceiverFaults): ReceiverDesk {
  const receivers = new Map<string, Receiver>()
  const of = (name: string): Receiver => {
    const known = receivers.get(name) ?? { script: [], secrets: [], received: [] }
    receivers.set(name, known)
    return known
  }
  return {
    script: (name, answers) => void of(name).script.push(...answers),
    secrets: (name, secrets) => void (of(name).secrets = secrets),
    received: (name) => [...of(name).received],
    clear: () => receivers.clear(),
    async take(name, request) {
      const receiver = of(name)
      const raw = new Uint8Array(await request.arrayBuffer())
      const answered = receiver.script.shift() ?? faults.take(...faultNames(faults)) ?? '200'
      const now = clock.now()
      receiver.received.push({
        id: request.headers.get('webhook-id') ?? '',
        attempt: Number(request.headers.get('x-mas-attempt')),
        at: now.toISOString(),
        body: new TextDecoder().decode(raw),
        signatures: (request.headers.get('webhook-signature') ?? '').split(' ').filter((one) => one !== '').length,
        signature: verify(receiver.secrets, request.headers, raw, now),
        answered,
      })
      return answered
    },
  }
}

function verify(secrets: readonly string[], headers: Headers, raw: Uint8Array, now: Date): ReceivedWebhook['signature'] {
  if (secrets.length === 0) return 'unchecked'
  const signed = { id: headers.get('webhook-id') ?? '', timestamp: headers.get('webhook-timestamp') ?? '' }
  const isGenuine = secrets.some((secret) => hasSvixSignature(headers.get('webhook-signature') ?? '', secret, signed, raw))
  if (!isGenuine) return 'invalid'
  return Math.abs(now.getTime() / 1000 - Number(signed.timestamp)) <= 300 ? 'valid' : 'stale'
}

function faultNames(faults: ReceiverFaults): ReceiverAnswer[] {
  return faults.list().map(({ fault }) => fault)
}
