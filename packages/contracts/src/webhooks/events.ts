import { z } from 'zod'
import { event } from '../core/index.ts'
import { DisabledReason, MessageId } from './delivery.ts'

export const deliveryFailed = event(
  'webhooks.delivery-failed',
  z.object({
    messageId: MessageId,
    endpointRef: z.string(),
    ownerDomain: z.string(),
    orderKey: z.string(),
    sequence: z.int(),
    lastStatus: z.int().nullable(),
  }),
)
export const endpointDisabled = event(
  'webhooks.endpoint-disabled',
  z.object({ endpointRef: z.string(), ownerDomain: z.string(), reason: DisabledReason }),
)
