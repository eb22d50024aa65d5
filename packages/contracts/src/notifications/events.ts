import { z } from 'zod'
import { event, Id, Instant } from '../core/index.ts'
import { KindCode } from './kinds.ts'
import { SuppressionReason, SuppressionScope } from './suppression.ts'

const mail = { emailId: Id, kind: KindCode, userId: Id.optional(), leadId: Id.optional(), intentId: Id.optional() }
const origin = z.string().optional().meta({ description: 'The step that asked for it: wf:<run>:<node>:<epoch>' })
/** A request that has no mail, or none yet. */
const request = { intentId: Id, kind: KindCode, userId: Id.optional(), leadId: Id.optional(), origin, at: Instant }
const AddressHash = z.string().meta({ description: 'SHA-256 of the normalised address, hex' })

export const emailBounced = event(
  'notifications.email-bounced',
  z.object({ ...mail, addressHash: AddressHash, permanent: z.boolean(), reason: z.string(), origin }),
)
export const emailSent = event('notifications.email-sent', z.object({ ...mail, origin, at: Instant }))
/** Only for mails with an origin or a lead: nobody waits for the others. */
export const emailDelivered = event('notifications.email-delivered', z.object({ ...mail, origin, at: Instant }))
export const emailFailed = event(
  'notifications.email-failed',
  z.object({ ...mail, reason: z.string(), origin, requestedBy: Id.optional() }),
)
/** It will not be mailed, and why. Only for requests with an origin or a lead. */
export const emailRefused = event('notifications.email-refused', z.object({ ...request, reason: z.string() }))
/** It waits, and until when it does at least. Only for requests with an origin or a lead. */
export const emailDeferred = event('notifications.email-deferred', z.object({ ...request, reason: z.string(), until: Instant }))
export const addressSuppressed = event(
  'notifications.address-suppressed',
  z.object({ addressHash: AddressHash, scope: SuppressionScope, reason: SuppressionReason }),
)
