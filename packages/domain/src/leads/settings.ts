import { z } from 'zod'
import { defineSetting } from '../settings/index.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** A daily window that only narrows the one the law allows. */
const windowWithin = (from: string, to: string) =>
  z
    .strictObject({ from: clockTime, to: clockTime })
    .refine((window) => window.from >= from && window.to <= to && window.from < window.to, { error: `must lie within ${from} and ${to}` })

export const retryMinutes = defineSetting({
  key: 'leads.retry-minutes',
  schema: z.tuple([z.int().min(1).max(1440), z.int().min(1).max(1440)]),
  default: [20, 120],
  describe: 'Minutes until the first and the second automatic follow-up after a call that nobody took',
})
export const retryNextDayAt = defineSetting({
  key: 'leads.retry-next-day-at',
  schema: clockTime,
  default: '11:00',
  describe: 'Time of day in India of an automatic follow-up on the next day',
})
export const unreachableAttempts = defineSetting({
  key: 'leads.unreachable-attempts',
  schema: z.int().min(1).max(50),
  default: 5,
  describe: 'Attempts before a lead may be called unreachable',
})
export const unreachableDays = defineSetting({
  key: 'leads.unreachable-days',
  schema: z.int().min(1).max(30),
  default: 3,
  describe: 'Days in India with an attempt before a lead may be called unreachable',
})
export const callWindow = defineSetting({
  key: 'leads.call-window',
  schema: windowWithin('09:00', '21:00'),
  default: { from: '09:00', to: '21:00' },
  describe: 'Hours for calls, recipient time, end exclusive',
})
export const smsPromoWindow = defineSetting({
  key: 'leads.sms-promo-window',
  schema: windowWithin('10:00', '21:00'),
  default: { from: '10:00', to: '21:00' },
  describe: 'Hours for promotional SMS, recipient time, end exclusive',
})
export const whatsappPromoWindow = defineSetting({
  key: 'leads.whatsapp-promo-window',
  schema: windowWithin('09:00', '21:00'),
  default: { from: '09:00', to: '21:00' },
  describe: 'Hours for promotional WhatsApp, recipient time, end exclusive',
})
const nationalDays = ['01-26', '08-15', '10-02']
export const closedDays = defineSetting({
  key: 'leads.closed-days',
  schema: z
    .array(z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
    .max(60)
    .refine((days) => nationalDays.every((day) => days.includes(day)), { error: 'the national holidays stay closed' }),
  default: nationalDays,
  describe: 'Days (MM-DD) without promotional calls',
})
export const callsPerDay = defineSetting({
  key: 'leads.calls-per-day',
  schema: z.int().min(0).max(4),
  default: 4,
  describe: 'Calls to one number on one day in India, human and machine',
})
export const callsPer7Days = defineSetting({
  key: 'leads.calls-per-7-days',
  schema: z.int().min(0).max(12),
  default: 12,
  describe: 'Calls to one number on seven days in India',
})
export const promoPerDay = defineSetting({
  key: 'leads.promo-per-day',
  schema: z.int().min(0).max(1),
  default: 1,
  describe: 'Promotional messages to one person on one day, all channels',
})
export const promoPer7Days = defineSetting({
  key: 'leads.promo-per-7-days',
  schema: z.int().min(0).max(4),
  default: 4,
  describe: 'Promotional messages to one person on seven days, all channels',
})
export const consentDaysExplicit = defineSetting({
  key: 'leads.consent-days.explicit',
  schema: z.int().min(1).max(365),
  default: 365,
  describe: 'Days an explicit consent lives',
})
export const consentDaysEnquiry = defineSetting({
  key: 'leads.consent-days.enquiry',
  schema: z.int().min(1).max(180),
  default: 180,
  describe: 'Days the consent of an enquiry lives',
})
export const consentDaysInbound = defineSetting({
  key: 'leads.consent-days.inbound',
  schema: z.int().min(1).max(180),
  default: 180,
  describe: 'Days the consent of an inbound call or message lives',
})
export const scrubMaxAgeHours = defineSetting({
  key: 'leads.scrub-max-age-hours',
  schema: z.int().min(1).max(24),
  default: 24,
  describe: 'Hours an answer of the do-not-disturb register holds',
})
export const revealsPerDay = defineSetting({
  key: 'leads.reveals-per-day',
  schema: z.int().min(0).max(500),
  default: 50,
  describe: 'Full numbers one person may be shown on one day',
})
export const autoMergeBp = defineSetting({
  key: 'leads.auto-merge-bp',
  schema: z.int().min(8000).max(10_000),
  default: 8000,
  describe: 'Likeness of names, in basis points, from which the system merges by itself',
})
export const sharedPhoneBp = defineSetting({
  key: 'leads.shared-phone-bp',
  schema: z.int().min(0).max(7000),
  default: 4000,
  describe: 'Likeness of names, in basis points, below which one phone is a shared family phone',
})

/** What an intake reads. */
export const intakeSettings = { autoMergeBp, sharedPhoneBp }
/** What a change of status reads. */
export const statusSettings = { unreachableAttempts, unreachableDays }
/** What a disposition reads. */
export const retrySettings = { retryMinutes, retryNextDayAt }
/** What the gate reads. */
export const gateSettings = {
  callWindow,
  smsPromoWindow,
  whatsappPromoWindow,
  closedDays,
  callsPerDay,
  callsPer7Days,
  promoPerDay,
  promoPer7Days,
  consentDaysExplicit,
  consentDaysEnquiry,
  consentDaysInbound,
  scrubMaxAgeHours,
}
