import type { JsonObject } from '@mas/contracts/core'
import type { IntakeChannel, IntakeOutcome } from '@mas/contracts/leads'

/** One number of an arrival, already normalised by `normalisePhones`. */
export interface ArrivalPhone {
  /** E.164 */
  readonly value: string
  readonly type: 'mobile' | 'fixed' | 'unknown'
}

/** Plain columns of a lead that an arrival can fill. */
export interface ArrivalFields {
  readonly city?: string
  readonly state?: string
  readonly college?: string
  readonly graduationYear?: number
  readonly profession?: string
  readonly language?: string
}

/** One person coming in through any channel, cleaned by the channel: values normalised, texts within their limits. */
export interface Arrival {
  readonly channel: IntakeChannel
  /** Carries its namespace (vendor id and key, import id and row, …): unique per channel, the same one twice is one intake. */
  readonly sourceRef: string
  readonly fullName?: string
  /** The first one is the primary. */
  readonly phones: readonly ArrivalPhone[]
  /** Canonical addresses; the first one is the primary. */
  readonly emails: readonly string[]
  readonly fields: ArrivalFields
  readonly extra: JsonObject
  /** Slugs. One that no administrator made is kept in the intake, but not put on the lead. */
  readonly tags: readonly string[]
  /** Absent: `general`. One that is not in the registry rejects the arrival (`leads.product-unknown`). */
  readonly productCode?: string
  /** Absent: the campaign's, else the product's current one, else the calendar year in India. */
  readonly sessionYear?: number
  /** Codes of the registries; one that nobody registered is kept in the intake only. */
  readonly source?: string
  readonly campaign?: string
  /** Journaled with the intake's activity. */
  readonly note?: string
  readonly utm?: Readonly<Record<string, string>>
  readonly owningHeadId?: string
  readonly vendorId?: string
  readonly capturedBy?: string
  /** What came in before it was cleaned; stored with the intake, read by nothing but people. */
  readonly raw?: Readonly<Record<string, unknown>>
  /** Why the channel refuses it already (a code such as `leads.phone-lossy`): journaled as a rejected intake, nothing else happens. */
  readonly rejectCode?: string
}

export interface IntakeOptions {
  /** What a match changes: only blanks (default of every channel), everything the arrival carries, or nothing. */
  readonly onMatch: 'fill-blank' | 'overwrite' | 'skip'
  /** False suppresses `leads.lead-created`: no workflow starts. */
  readonly announce: boolean
  readonly importId?: string
}

export interface IntakeResult {
  readonly outcome: IntakeOutcome
  /** Of the live lead; absent when rejected. */
  readonly leadId?: string
  readonly intakeId: string
  readonly rejectCode?: string
  readonly matchedBy?: 'phone' | 'email'
  /** True when this (channel, sourceRef) had come before: the stored first result, nothing was written. */
  readonly repeated: boolean
  /** The system merge this arrival caused; it can be undone by itself. */
  readonly mergeId?: string
  /** What an arrival changed on a lead that was there before, so that it can be put back. */
  readonly before?: IntakeBefore
}

/** Names of lead columns an arrival can change (as in SQL). */
export type IntakeColumn =
  | 'full_name'
  | 'city'
  | 'state'
  | 'college'
  | 'graduation_year'
  | 'profession'
  | 'language'
  | 'extra'
  | 'owning_head_id'
  | 'status'
  | 'lost_reason'

export interface IntakeBefore {
  /** Values before and after, of the changed columns only: put the old one back where the new one still stands. */
  readonly old: Partial<Record<IntakeColumn, unknown>>
  readonly new: Partial<Record<IntakeColumn, unknown>>
  /** Rows this arrival added to the lead. */
  readonly pointIds: readonly string[]
  readonly interestIds: readonly string[]
  readonly tagIds: readonly string[]
}
