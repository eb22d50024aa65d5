import type { z } from 'zod'
import type { Lead, LeadSummary } from '@mas/contracts/leads'
import type { LeadRow, SummaryRow } from '@mas/db/leads'
import type { Ctx, TxCtx } from '@mas/kernel'
import { Temporal } from 'temporal-polyfill'
import { maskPhone } from './contact-mask.ts'
import { shownTemperature, type Temperature } from './temperature-rules.ts'

/** Telecallers dial through the product and see numbers masked (product rule 17 of leads). */
export function seesPhones({ actor }: Ctx | TxCtx): boolean {
  return !(actor.kind === 'user' && actor.role === 'SALES')
}

export function summaryOf(ctx: Ctx | TxCtx, row: SummaryRow): z.input<typeof LeadSummary> {
  return {
    id: row.id,
    number: numberOf(row.number),
    fullName: row.full_name,
    status: wordOf<LeadSummary['status']>(row.status),
    temperature: temperatureOf(ctx, row),
    city: row.city,
    state: row.state,
    primaryPhone: row.primary_phone === null ? null : phoneFor(ctx, row.primary_phone),
    primaryEmail: row.primary_email,
    owningHeadId: row.owning_head_id,
    assignedTo: row.assigned_to,
    counsellorId: row.counsellor_id,
    lastActivityAt: instantOf(row.last_activity_at),
    version: row.version,
  }
}

export function leadOf(ctx: Ctx | TxCtx, row: LeadRow): z.input<typeof Lead> {
  return {
    ...summaryOf(ctx, row),
    lostReason: row.lost_reason,
    college: row.college,
    graduationYear: row.graduation_year,
    profession: row.profession,
    language: row.language,
    timeZone: row.time_zone,
    extra: row.extra,
    predictedInterest: row.predicted_interest === null ? null : wordOf<Temperature>(row.predicted_interest),
    firstIntakeAt: instantOf(row.first_intake_at),
    firstAttemptAt: row.first_attempt_at === null ? null : instantOf(row.first_attempt_at),
    lastAttemptAt: row.last_attempt_at === null ? null : instantOf(row.last_attempt_at),
    attempts: row.attempts,
    attemptDays: row.attempt_days,
    reopened: row.reopened,
    convertedUserId: row.converted_user_id,
    contactPoints: row.points.map((point) => ({
      id: point.id,
      kind: wordOf<'phone' | 'email'>(point.kind),
      value: point.kind === 'phone' ? phoneFor(ctx, point.value) : point.value,
      role: wordOf<'identifying' | 'shared'>(point.role),
      isPrimary: point.is_primary,
      phoneType: point.phone_type === null ? null : wordOf<'mobile' | 'fixed' | 'unknown'>(point.phone_type),
      state: wordOf<'ok' | 'bad'>(point.state),
    })),
    interests: row.interests.map((one) => ({ productCode: one.product_code, sessionYear: one.session_year })),
    tags: row.tags,
  }
}

/** `L-000123` */
export function numberOf(number: string): string {
  return `L-${number.padStart(6, '0')}`
}

export const instantOf = (at: Date): string => new Date(at).toISOString()

/** Check constraints hold these columns to their words; the verb's output schema parses them again. */
export function wordOf<T extends string>(text: string): T {
  return text as T
}

function phoneFor(ctx: Ctx | TxCtx, value: string): string {
  return seesPhones(ctx) ? value : maskPhone(value)
}

function temperatureOf(ctx: Ctx | TxCtx, row: SummaryRow): Temperature | null {
  const dated = (value: string | null, at: Date | null) =>
    value === null ? null : { value: wordOf<Temperature>(value), at: Temporal.Instant.fromEpochMilliseconds(new Date(at ?? 0).getTime()) }
  return shownTemperature(
    dated(row.temperature, row.temperature_at),
    dated(row.predicted_interest, null),
    Temporal.Instant.fromEpochMilliseconds(ctx.clock.now().getTime()),
  )
}
