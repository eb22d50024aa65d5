import type { Origin } from '@mas/contracts/core'
import type { ConsentClass } from '@mas/contracts/notifications'
import { fail, type TxCtx } from '@mas/kernel'
import { mailboxOfLead } from '../leads/index.ts'
import { requestIntents } from './request-intents.ts'
import { isMailTemplate } from './template-catalogue.ts'

export interface TemplateOrder {
  /** One of `mailTemplates`. */
  readonly template: string
  readonly to: { readonly leadId: string } | { readonly userId: string }
  readonly data: unknown
  /** The same template, person and key twice is one mail. */
  readonly dedupeKey: string
  readonly origin?: Origin | undefined
  readonly consentClass?: ConsentClass | undefined
  readonly dueAt?: Date | undefined
  /** Not mailed after this instant; it then counts as refused with reason `expired`. */
  readonly expiresAt?: Date | undefined
  /** Who hears when it fails; absent: the caller's own person. */
  readonly requestedBy?: string | null | undefined
}

/**
 * Part: asks for one mail to a lead or a user and answers the id of the request; `getStates` and the `email-*` events, which echo the
 * origin, tell what becomes of it. Refuses with `notifications.kind-unknown`, `notifications.data-invalid`, `notifications.no-address`.
 */
export async function sendTemplate(t: TxCtx, order: TemplateOrder): Promise<string> {
  const { template, to, data, dedupeKey, origin, consentClass, dueAt, expiresAt, requestedBy } = order
  if (!isMailTemplate(template)) throw fail('notifications.kind-unknown', { template })
  const [intentId] = await requestIntents(t, {
    kind: template,
    to: ['userId' in to ? to : await mailboxFor(t, to.leadId)],
    data,
    dedupeKey,
    origin,
    consentClass,
    ...(dueAt !== undefined && { dueAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(requestedBy !== undefined && { requestedBy }),
  })
  if (intentId === undefined) throw new Error('one request for one person')
  return intentId
}

async function mailboxFor(t: TxCtx, leadId: string): Promise<{ address: string; leadId: string }> {
  const mailbox = await mailboxOfLead(t, leadId)
  if (mailbox === undefined) throw fail('notifications.no-address')
  return mailbox
}
