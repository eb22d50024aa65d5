import { z } from 'zod'

/** Where an arrival came in. */
export const IntakeChannel = z.enum(['csv', 'vendor', 'form', 'manual', 'signup', 'application', 'inbound-call', 'inbound-whatsapp'])
export type IntakeChannel = z.infer<typeof IntakeChannel>

/** `matched`: nothing on the lead changed; `updated`: at least one field or contact point did; `shared-phone`: a new lead on a family phone. */
export const IntakeOutcome = z.enum(['created', 'matched', 'updated', 'shared-phone', 'rejected'])
export type IntakeOutcome = z.infer<typeof IntakeOutcome>

/** Ranks 10 to 90 from `new` to `enrolled`; `lost` and `invalid` are closed; `merged` and `withdrawn` belong to the system. */
export const LeadStatus = z.enum([
  'new',
  'attempted',
  'contacted',
  'interested',
  'counselling-booked',
  'counselled',
  'applied',
  'paid',
  'enrolled',
  'lost',
  'invalid',
  'merged',
  'withdrawn',
])
export type LeadStatus = z.infer<typeof LeadStatus>

export const Temperature = z.enum(['hot', 'warm', 'cold'])
export type Temperature = z.infer<typeof Temperature>

export const Disposition = z.enum([
  'no-answer',
  'busy',
  'switched-off',
  'call-back',
  'interested',
  'counselling-booked',
  'counselled',
  'not-interested',
  'joined-elsewhere',
  'language-mismatch',
  'wrong-number',
  'do-not-call',
  'already-student',
])
export type Disposition = z.infer<typeof Disposition>

export const ContactChannel = z.enum(['call', 'sms', 'whatsapp', 'email'])
export type ContactChannel = z.infer<typeof ContactChannel>
export const ContactPurpose = z.enum(['promotional', 'service', 'transactional', 'otp'])
export type ContactPurpose = z.infer<typeof ContactPurpose>
export const ConsentChannel = z.enum(['call', 'sms', 'whatsapp', 'email', 'all'])
export type ConsentChannel = z.infer<typeof ConsentChannel>
export const ConsentPurpose = z.enum(['promotional', 'service'])
export type ConsentPurpose = z.infer<typeof ConsentPurpose>
export const ConsentBasis = z.enum(['explicit', 'enquiry', 'inbound', 'operator'])
export type ConsentBasis = z.infer<typeof ConsentBasis>

/** What one entry of a lead's journal tells. */
export const ActivityKind = z.enum([
  'intake',
  'note',
  'note-corrected',
  'status-changed',
  'disposition',
  'follow-up',
  'follow-up-done',
  'tagged',
  'untagged',
  'merged',
  'unmerged',
  'consent',
  'assigned',
  'transferred',
  'call',
  'sms',
  'whatsapp',
  'email',
  'payment',
  'phone-revealed',
  'updated',
])
export type ActivityKind = z.infer<typeof ActivityKind>

export const FollowUpKind = z.enum(['call', 'whatsapp', 'email', 'meeting', 'other'])
export type FollowUpKind = z.infer<typeof FollowUpKind>
export const FollowUpState = z.enum(['open', 'done', 'cancelled', 'missed'])
export type FollowUpState = z.infer<typeof FollowUpState>
