import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgSchema,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'

export const notifications = pgSchema('notifications')

/** One row per request and person: what was asked, what was decided and why. */
export const intents = notifications.table(
  'intents',
  {
    id: id(),
    kind: text('kind').notNull(),
    platform: text('platform').notNull(),
    userId: uuid('user_id'),
    /** Personal data. Given by the caller; a user's own address is looked up when the mail is made. */
    address: text('address'),
    leadId: uuid('lead_id'),
    recipientKey: text('recipient_key').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    /** Personal data. */
    data: json('data').notNull(),
    /** The one secret of the kind (a code, a link), sealed; erased when sent or expired. */
    sealed: text('sealed'),
    expiresAt: at('expires_at'),
    origin: text('origin'),
    /** Of mail to a lead: promotional, service or transactional; null goes by the class of the kind. */
    consentClass: text('consent_class'),
    requestedAt: at('requested_at').notNull(),
    requestedBy: uuid('requested_by'),
    state: text('state').notNull(),
    decision: text('decision'),
    reason: text('reason'),
    facts: json('facts').notNull(),
    decidedAt: at('decided_at'),
    dueAt: at('due_at').notNull(),
  },
  (t) => [
    unique('intents_request_key').on(t.kind, t.recipientKey, t.dedupeKey),
    check('intents_recipient_chk', sql`${t.userId} is not null or ${t.address} is not null or ${t.state} not in ('requested', 'deferred')`),
    check('intents_consent_class_chk', sql`${t.consentClass} in ('promotional', 'service', 'transactional')`),
    check('intents_state_chk', sql`${t.state} in ('requested', 'deferred', 'allowed', 'settled', 'suppressed', 'refused', 'cancelled')`),
    index('intents_due_idx')
      .on(t.dueAt)
      .where(sql`${t.state} in ('requested', 'deferred')`),
    index('intents_kind_idx').on(t.kind, t.id),
    index('intents_user_idx').on(t.userId, t.id),
    index('intents_sealed_idx')
      .on(t.expiresAt)
      .where(sql`${t.sealed} is not null`),
  ],
)

/** The log of what was sent: one row is one mail to one person, whatever happened to it. */
export const emails = notifications.table(
  'emails',
  {
    id: id(),
    intentId: uuid('intent_id').notNull(),
    resendOf: uuid('resend_of'),
    kind: text('kind').notNull(),
    class: text('class').notNull(),
    platform: text('platform').notNull(),
    userId: uuid('user_id'),
    leadId: uuid('lead_id'),
    /** Personal data. */
    toAddress: text('to_address').notNull(),
    addressHash: text('address_hash').notNull(),
    toName: text('to_name'),
    fromAddress: text('from_address'),
    subject: text('subject'),
    /** Personal data; kept for the retention, never for kinds with secrets. */
    bodyText: text('body_text'),
    templateVersion: text('template_version'),
    listCode: text('list_code'),
    state: text('state').notNull(),
    rank: smallint('rank').generatedAlwaysAs(
      sql`(case state when 'sending' then 1 when 'in_doubt' then 1 when 'sent' then 2 when 'delivered' then 3 when 'bounced' then 4 when 'complained' then 5 else 0 end)`,
    ),
    dueAt: at('due_at').notNull(),
    /** 0 goes first: critical mail. */
    priority: smallint('priority').notNull(),
    provider: text('provider'),
    providerMessageId: text('provider_message_id'),
    messageId: text('message_id').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Attempts whose outcome is unknown. */
    doubts: integer('doubts').notNull().default(0),
    leasedUntil: at('leased_until'),
    lastError: text('last_error'),
    createdAt: at('created_at').notNull(),
    sentAt: at('sent_at'),
    redacted: boolean('redacted').notNull(),
  },
  (t) => [
    foreignKey({ name: 'emails_intent_fk', columns: [t.intentId], foreignColumns: [intents.id] }),
    foreignKey({ name: 'emails_resend_of_fk', columns: [t.resendOf], foreignColumns: [t.id] }),
    unique('emails_resend_of_key').on(t.resendOf),
    unique('emails_message_id_key').on(t.messageId),
    unique('emails_provider_message_key').on(t.provider, t.providerMessageId),
    check(
      'emails_state_chk',
      sql`${t.state} in ('queued', 'deferred', 'sending', 'in_doubt', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'cancelled', 'suppressed')`,
    ),
    check('emails_lease_chk', sql`(${t.state} = 'sending') = (${t.leasedUntil} is not null)`),
    check('emails_redacted_chk', sql`not (${t.redacted} and ${t.bodyText} is not null)`),
    // Two mails of one intent exist only where one is the repetition of the other.
    uniqueIndex('emails_first_key')
      .on(t.intentId)
      .where(sql`${t.resendOf} is null`),
    index('emails_intent_idx').on(t.intentId),
    index('emails_due_idx')
      .on(t.dueAt, t.priority)
      .where(sql`${t.state} in ('queued', 'deferred')`),
    index('emails_lease_idx')
      .on(t.leasedUntil)
      .where(sql`${t.state} = 'sending'`),
    index('emails_doubt_idx')
      .on(t.id)
      .where(sql`${t.state} = 'in_doubt'`),
    index('emails_state_idx').on(t.state, t.id),
    index('emails_user_idx').on(t.userId, t.id),
    index('emails_address_idx').on(t.addressHash, t.id),
    index('emails_body_idx')
      .on(t.createdAt)
      .where(sql`${t.bodyText} is not null`),
  ],
)

/** Written before the wire: a process that dies while sending leaves its attempt behind, unfinished. */
export const emailAttempts = notifications.table(
  'email_attempts',
  {
    emailId: uuid('email_id').notNull(),
    attemptNo: integer('attempt_no').notNull(),
    provider: text('provider').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
    outcome: text('outcome'),
    answer: text('answer'),
  },
  (t) => [
    primaryKey({ name: 'email_attempts_pkey', columns: [t.emailId, t.attemptNo] }),
    foreignKey({ name: 'email_attempts_email_fk', columns: [t.emailId], foreignColumns: [emails.id] }),
    check('email_attempts_outcome_chk', sql`(${t.finishedAt} is null) = (${t.outcome} is null)`),
  ],
)

/** What providers told us after sending. `state` is `waiting` while no mail of ours has that provider id. */
export const emailEvents = notifications.table(
  'email_events',
  {
    id: id(),
    provider: text('provider').notNull(),
    providerEventId: text('provider_event_id').notNull(),
    providerMessageId: text('provider_message_id').notNull(),
    emailId: uuid('email_id'),
    type: text('type').notNull(),
    permanent: boolean('permanent'),
    reason: text('reason'),
    /** Hashes of the addresses concerned. */
    recipients: json('recipients').notNull(),
    at: at('at').notNull(),
    receivedAt: at('received_at').notNull(),
    state: text('state').notNull(),
  },
  (t) => [
    unique('email_events_provider_key').on(t.provider, t.providerEventId),
    foreignKey({ name: 'email_events_email_fk', columns: [t.emailId], foreignColumns: [emails.id] }),
    check('email_events_state_chk', sql`${t.state} in ('waiting', 'applied', 'filed')`),
    index('email_events_email_idx').on(t.emailId, t.at),
    index('email_events_waiting_idx')
      .on(t.receivedAt)
      .where(sql`${t.state} = 'waiting'`),
  ],
)
