import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, personal, Text } from '../core/index.ts'
import { MailingList } from './topics.ts'

export const SuppressionScope = z.union([z.literal('all'), MailingList]).meta({ description: '`all` stops critical mail too' })
export type SuppressionScope = z.infer<typeof SuppressionScope>
export const SuppressionReason = z.enum(['hard-bounce', 'complaint', 'unsubscribe', 'soft-bounces', 'manual'])
export type SuppressionReason = z.infer<typeof SuppressionReason>

export const Suppression = z.object({
  id: Id,
  address: personal(z.string().nullable().meta({ description: 'Null after the person was erased; the hash keeps working' })),
  scope: SuppressionScope,
  reason: SuppressionReason,
  note: z.string().nullable(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  liftedAt: Instant.nullable(),
})
export type Suppression = z.infer<typeof Suppression>

export const ListSuppressionsInput = z.strictObject({ ...pageInput, address: Text(254).optional() })
export const ListSuppressionsOutput = pageOf(Suppression)
export const SuppressInput = z.strictObject({ address: Text(254), scope: SuppressionScope, note: Text(500).optional() })
export const LiftSuppressionInput = z.strictObject({ suppressionId: Id, note: Text(500).optional() })
export const CheckAddressInput = z.strictObject({ address: Text(254) })
export const CheckAddressOutput = z.object({ ok: z.boolean(), reason: SuppressionReason.nullable() })
export const UnsubscribeInput = z.strictObject({
  token: Text(1_000).meta({ description: 'The signed token of the List-Unsubscribe link' }),
})
export const UnsubscribeOutput = z.object({ list: MailingList })
