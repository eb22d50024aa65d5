import { z } from 'zod'
import { Id, Instant, JsonObject, Text } from '../core/index.ts'
import { ConsentBasis, ConsentChannel, ConsentPurpose, ContactChannel, ContactPurpose } from './vocabulary.ts'

/** A number or address: by its contact point (telecallers see numbers masked), or as it is. */
const target = {
  contactPointId: Id.optional(),
  value: Text(254).optional().meta({ description: 'E.164 or e-mail address; exactly one of value and contactPointId' }),
}
const oneTarget = (input: { contactPointId?: string | undefined; value?: string | undefined }) =>
  (input.contactPointId === undefined) !== (input.value === undefined)
const oneTargetError = { error: 'give exactly one of value and contactPointId' }

export const RecordConsentInput = z
  .strictObject({
    ...target,
    channel: ConsentChannel,
    purpose: ConsentPurpose,
    basis: ConsentBasis,
    evidence: JsonObject.meta({ description: 'Text version, form, message or call id; may not be empty' }),
    expiresAt: Instant.optional().meta({ description: 'Absent: the life set for the basis' }),
  })
  .refine(oneTarget, oneTargetError)
export const WithdrawConsentInput = z
  .strictObject({
    ...target,
    channel: ConsentChannel,
    purpose: ConsentPurpose,
    evidence: JsonObject.meta({ description: 'How the person said so; may not be empty' }),
  })
  .refine(oneTarget, oneTargetError)
export const Consent = z.object({
  id: Id,
  channel: ConsentChannel,
  purpose: ConsentPurpose,
  state: z.enum(['granted', 'withdrawn']),
  basis: ConsentBasis,
  at: Instant,
  expiresAt: Instant.nullable(),
})
export type Consent = z.infer<typeof Consent>

export const CheckContactInput = z
  .strictObject({
    ...target,
    channel: ContactChannel,
    purpose: ContactPurpose,
    at: Instant.optional().meta({ description: 'Absent: now' }),
  })
  .refine(oneTarget, oneTargetError)
export const ContactDecision = z.object({
  decision: z.enum(['allow', 'defer', 'refuse']),
  code: z.string().nullable().meta({ description: 'Why not: an error code of leads' }),
  until: Instant.nullable().meta({ description: 'When deferred: the first instant at which neither hours nor caps refuse' }),
  asOf: Instant,
  facts: z.object({
    pointState: z.enum(['ok', 'bad']),
    zone: z.string().meta({ description: 'IANA zone of the recipient' }),
    consents: z.array(Consent),
    scrub: z.object({ at: Instant, registered: z.boolean() }).nullable(),
    callsByDay: z.record(z.string(), z.int()).meta({ description: 'Calls per day in India, today and the six before' }),
    promosByDay: z.record(z.string(), z.int()),
  }),
})
export type ContactDecision = z.infer<typeof ContactDecision>

export const RevealPhoneInput = z.strictObject({
  leadId: Id,
  contactPointId: Id.optional().meta({ description: 'Absent: the primary phone' }),
  reason: Text(300, 5),
})
export const RevealPhoneOutput = z.object({ phone: z.string().meta({ description: 'E.164' }), shownToday: z.int() })
