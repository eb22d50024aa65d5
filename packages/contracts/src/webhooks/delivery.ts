import { z } from 'zod'
import { Instant, pageInput, pageOf, personal, Text } from '../core/index.ts'

export const EndpointMode = z.enum(['live', 'sandbox']).meta({ description: 'Fixed for good: neither kind of message reaches the other' })
export type EndpointMode = z.infer<typeof EndpointMode>

export const EndpointState = z.enum(['enabled', 'paused', 'disabled']).meta({
  description: 'paused by its owner; disabled by us after lasting failure or a 410; both keep what is pending for 30 days',
})
export type EndpointState = z.infer<typeof EndpointState>

export const DisabledReason = z.enum(['gone', 'failing', 'unreachable']).meta({
  description:
    'gone: it answered 410; failing: no success and 20 failures or more over 5 days; unreachable: 50 transport failures in a row over 24 hours',
})
export type DisabledReason = z.infer<typeof DisabledReason>

export const Endpoint = z.object({
  ref: z.string().meta({ description: "The owner's id of it" }),
  ownerDomain: z.string(),
  url: z.string(),
  mode: EndpointMode,
  state: EndpointState,
  disabledReason: DisabledReason.nullable(),
  secrets: z
    .array(z.object({ from: Instant, until: Instant.nullable().meta({ description: 'Null: until it is replaced' }) }))
    .meta({ description: 'When each signing secret is valid; the secrets themselves are shown to nobody' }),
  maxInFlight: z.int().meta({ description: 'Deliveries at a time, 1 to 20' }),
  allowedInFlight: z.int().meta({ description: 'The same as it is now: halved by 429, 502, 503 and 504, one more after 20 successes' }),
  failuresInARow: z.int().meta({ description: 'Ten open the circuit: one probe a minute until a 2xx' }),
  failingSince: Instant.nullable(),
  disablesAt: Instant.nullable().meta({ description: 'When lasting failure will disable it, if nothing succeeds before' }),
  probeAt: Instant.nullable().meta({ description: 'While the circuit is open: when the next probe is due' }),
  lastSuccessAt: Instant.nullable(),
  pending: z.int().meta({ description: 'Messages that wait; counted to 1000 at most' }),
})
export type Endpoint = z.infer<typeof Endpoint>

export const MessageState = z.enum(['pending', 'delivering', 'delivered', 'dead', 'cancelled']).meta({
  description: 'dead: ten failures; cancelled: its endpoint was removed, or stood still for 30 days',
})
export type MessageState = z.infer<typeof MessageState>

export const MessageId = z
  .string()
  .regex(/^msg_[0-9a-f]{32}$/, 'must be msg_ and 32 hex digits')
  .meta({ description: 'The webhook-id: the same on every attempt and replay' })

export const Message = z.object({
  id: MessageId,
  endpointRef: z.string(),
  ownerDomain: z.string(),
  type: z.string(),
  orderKey: z.string().meta({ description: 'Messages of one key are delivered one after another' }),
  sequence: z.int().meta({ description: "The caller's place of it within its key" }),
  state: MessageState,
  attempt: z.int().meta({ description: 'Failures that count; ten end it. Probes do not count' }),
  sends: z.int().meta({ description: 'Times it was sent, probes and replays included' }),
  nextAt: Instant.nullable().meta({ description: 'When it is due; null while it waits behind another, is under way or settled' }),
  createdAt: Instant,
  settledAt: Instant.nullable(),
  cancelReason: z.string().nullable(),
  requestId: z.string().meta({ description: 'Request or job that enqueued it' }),
  cause: z.string().nullable().meta({ description: 'What it tells of, as its owner names it: usually the id of an event' }),
})
export type Message = z.infer<typeof Message>

export const MessageAttempt = z.object({
  n: z.int().meta({ description: 'x-mas-attempt of this send' }),
  at: Instant,
  durationMs: z.int().nullable().meta({ description: 'Milliseconds; null while under way' }),
  status: z.int().nullable().meta({ description: 'HTTP status; null where none came' }),
  error: z.string().nullable().meta({
    description: 'unreachable, timeout, connection-lost, a reason of the egress guard, secret-unreadable, or lost: its process died',
  }),
  response: z.string().nullable().meta({ description: 'First 2 KiB of the answer, control characters escaped' }),
  address: z.string().nullable().meta({ description: 'The checked address that was connected to' }),
  probe: z.boolean().meta({ description: 'A probe of an open circuit: it uses up no attempt' }),
})
export type MessageAttempt = z.infer<typeof MessageAttempt>

export const ListEndpointsInput = z.strictObject({ ...pageInput, ownerDomain: Text(60).optional(), state: EndpointState.optional() })
export const ListEndpointsOutput = pageOf(Endpoint)

export const ListMessagesInput = z.strictObject({
  ...pageInput,
  endpointRef: Text(200).optional(),
  state: MessageState.optional(),
  type: Text(200).optional(),
  orderKey: Text(200).optional(),
  cause: Text(200).optional(),
  from: Instant.optional().meta({ description: 'Enqueued at or after' }),
  until: Instant.optional().meta({ description: 'Enqueued before' }),
})
export const ListMessagesOutput = pageOf(Message)

export const GetMessageInput = z.strictObject({ id: MessageId })
export const MessageDetail = Message.extend({
  body: personal(z.string().meta({ description: 'The exact text that is signed' })),
  attempts: z.array(MessageAttempt).meta({ description: 'The last 100, oldest first' }),
})
export type MessageDetail = z.infer<typeof MessageDetail>

export const ExplainDeliveryInput = z.strictObject({ id: MessageId })
export const DeliveryExplanation = z.object({
  id: MessageId,
  state: MessageState,
  why: z
    .enum([
      'settled',
      'under-way',
      'lease-over',
      'paused',
      'disabled',
      'removed',
      'behind',
      'circuit-open',
      'not-yet-due',
      'no-free-slot',
      'due',
    ])
    .meta({ description: 'The first thing that holds it up; due: a worker takes it within a minute' }),
  says: z.string().meta({ description: 'The same as a sentence' }),
  behind: MessageId.nullable().meta({ description: 'The earlier message of the same key that goes first' }),
  nextAt: Instant.nullable(),
  probeAt: Instant.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  attemptsLeft: z.int(),
  endpoint: Endpoint.nullable().meta({ description: 'Null once it was removed' }),
})
export type DeliveryExplanation = z.infer<typeof DeliveryExplanation>

export const EndpointRef = Text(200)
/** Inputs of the parts that owning domains call. */
export const SigningSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .refine((text) => {
    const bytes = Math.floor((text.slice(6).replace(/=+$/, '').length * 3) / 4)
    return bytes >= 24 && bytes <= 64
  }, 'must hold 24 to 64 bytes')
export const DeliveryInput = z.strictObject({
  endpointRef: EndpointRef,
  orderKey: Text(200),
  sequence: z.int().min(0),
  type: Text(200),
  cause: Text(200).optional(),
})
