import { z } from 'zod'
import { event, Id, Instant } from '../core/index.ts'
import { KindCode } from './kinds.ts'
import { SuppressionReason, SuppressionScope } from './suppression.ts'

const mail = { emailId: Id, kind: KindCode, userId: Id.optional(), leadId: Id.optional() }
const AddressHash = z.string().meta({ description: 'SHA-256 of the normalised address, hex' })

export const emailBounced = event(
  'notifications.email-bounced',
  z.object({ ...mail, addressHash: AddressHash, permanent: z.boolean(), reason: z.string() }),
)
export const emailSent = event('notifications.email-sent', z.object({ ...mail, origin: z.string().optional(), at: Instant }))
/** Only for mails with an origin or a lead: nobody waits for the others. */
export const emailDelivered = event('notifications.email-delivered', z.object({ ...mail, origin: z.string().optional(), at: Instant }))
export const emailFailed = event(
  'notifications.email-failed',
  z.object({ emailId: Id, kind: KindCode, reason: z.string(), origin: z.string().optional(), requestedBy: Id.optional() }),
)
export const addressSuppressed = event(
  'notifications.address-suppressed',
  z.object({ addressHash: AddressHash, scope: SuppressionScope, reason: SuppressionReason }),
)
