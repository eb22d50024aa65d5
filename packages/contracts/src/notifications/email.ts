import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Platform, Text } from '../core/index.ts'
import { KindCode } from './kinds.ts'
import { MailingList } from './topics.ts'

/** Opens and clicks are events, never states. `in_doubt`: handed over, the outcome unknown. */
export const EmailState = z.enum([
  'queued',
  'deferred',
  'sending',
  'in_doubt',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'failed',
  'cancelled',
  'suppressed',
])
export type EmailState = z.infer<typeof EmailState>

export const Email = z.object({
  id: Id,
  intentId: Id,
  kind: KindCode,
  platform: Platform,
  userId: Id.nullable(),
  to: z.string(),
  subject: z.string().nullable().meta({ description: 'Null until it was rendered; "redacted" for kinds with secrets' }),
  templateVersion: z.string().nullable().meta({ description: '`code@3` or `db@3`, with the locale' }),
  list: MailingList.nullable(),
  state: EmailState,
  dueAt: Instant,
  attempts: z.int(),
  lastError: z.string().nullable(),
  messageId: z.string(),
  resendOf: Id.nullable(),
  createdAt: Instant,
  sentAt: Instant.nullable(),
})
export type Email = z.infer<typeof Email>

export const ListEmailsInput = z.strictObject({
  ...pageInput,
  state: EmailState.optional(),
  userId: Id.optional(),
  address: Text(254).optional(),
})
export const ListEmailsOutput = pageOf(Email)

export const GetEmailInput = z.strictObject({ emailId: Id })
export const EmailTimeline = z.object({
  email: Email,
  text: z.string().nullable().meta({ description: 'Rendered text; null before rendering, after the retention and for kinds with secrets' }),
  attempts: z.array(
    z.object({
      number: z.int(),
      provider: z.string(),
      startedAt: Instant,
      finishedAt: Instant.nullable(),
      outcome: z.string().nullable(),
      answer: z.string().nullable(),
    }),
  ),
  events: z.array(z.object({ type: z.string(), at: Instant, reason: z.string().nullable() })),
})

export const IntentState = z.enum(['requested', 'deferred', 'allowed', 'settled', 'suppressed', 'refused', 'cancelled'])
export type IntentState = z.infer<typeof IntentState>
export const ExplainIntentInput = z.strictObject({ intentId: Id })
export const IntentExplanation = z.object({
  id: Id,
  kind: KindCode,
  recipientKey: z.string(),
  dedupeKey: z.string(),
  state: IntentState,
  decision: z.string().nullable(),
  reason: z.string().nullable(),
  decidedAt: Instant.nullable(),
  dueAt: Instant,
  facts: z.record(z.string(), z.unknown()).meta({ description: 'What the decision looked at and which channels fell out, with reasons' }),
  slot: z.object({ day: z.iso.date(), slot: z.int() }).nullable().meta({ description: 'The slot of the day it took' }),
  emails: z.array(Email),
})

export const ResendEmailInput = z.strictObject({ emailId: Id, reason: Text(500, 5) })
export const ResendEmailOutput = z.object({ emailId: Id.meta({ description: 'The new mail; it is decided again when it is claimed' }) })

export const GetStatesInput = z.strictObject({ ids: z.array(Id).min(1).max(200).meta({ description: 'Intents' }) })
export const GetStatesOutput = z.object({
  items: z.array(
    z.object({
      id: Id,
      state: IntentState,
      emailState: EmailState.nullable(),
      inDoubt: z.boolean(),
      bounced: z.boolean(),
      reason: z.string().nullable().meta({ description: 'Why it waits, was stopped or failed' }),
      dueAt: Instant.meta({ description: 'When deferred: not before' }),
      origin: z.string().nullable(),
    }),
  ),
})

/** Why the lead is written to: promotional mail needs consent and is counted, service mail may be withdrawn, transactional mail answers the person. */
export const ConsentClass = z.enum(['promotional', 'service', 'transactional'])
export type ConsentClass = z.infer<typeof ConsentClass>
export const SendLeadEmailInput = z.strictObject({
  leadId: Id,
  template: z.enum(['lead-message', 'lead-nurture']),
  data: z.record(Text(100), z.json()).meta({ description: 'Variables of the template' }),
  consentClass: ConsentClass.optional().meta({
    description: 'Absent: promotional for lead-nurture, service otherwise. Marketing is always promotional',
  }),
  requestId: Id.meta({ description: 'Made by the client: the same one twice is one mail' }),
})
export const SendLeadEmailOutput = z.object({
  intentId: Id,
  emailId: Id.nullable().meta({ description: 'Null while it waits' }),
  outcome: z.enum(['queued', 'deferred']),
  reason: z.string().nullable().meta({ description: 'Why it waits' }),
  dueAt: Instant.nullable().meta({ description: 'Not before; null when queued' }),
})
