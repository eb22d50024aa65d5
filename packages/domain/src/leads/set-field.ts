import { fieldIn, type FactValue, type Origin } from '@mas/contracts/core'
import { leadFields, LeadStatus, UpdateLeadInput } from '@mas/contracts/leads'
import { lockLead, rootOf, type LeadRow } from '@mas/db/leads'
import { fail, type TxCtx } from '@mas/kernel'
import { putStatus } from './put-status.ts'
import { writeFields } from './write-fields.ts'

export interface FieldOrder {
  readonly leadId: string
  /** A key of `leadFields` that is settable. */
  readonly field: string
  /** Null clears the field. */
  readonly value: FactValue | null
  /** Of a status that needs one. */
  readonly reason?: string | undefined
  readonly origin?: Origin | undefined
}

/**
 * Part: writes one field of the live lead an id stands for; false when it stood there already. Refuses with `leads.not-found`,
 * `leads.field-read-only`, `leads.field-invalid`, `leads.extra-too-large`, for the status as `changeStatus` does.
 */
export async function setField(t: TxCtx, { leadId, field, value, reason, origin }: FieldOrder): Promise<boolean> {
  if (fieldIn(leadFields, field)?.access !== 'settable') throw fail('leads.field-read-only', { field })
  const lead = await lockLive(t, leadId)
  const told = origin === undefined ? {} : { origin }
  if (field === 'lead.status') {
    const to = LeadStatus.safeParse(value)
    if (!to.success) throw fail('leads.field-invalid', { field })
    return putStatus(t, lead, { to: to.data, reason, origin })
  }
  const fields = UpdateLeadInput.shape.fields.safeParse(fieldsOf(lead, field.slice('lead.'.length), value))
  if (!fields.success) throw fail('leads.field-invalid', { field })
  return writeFields(t, lead, fields.data, 'leads.set-field', told)
}

/** Part: the live lead an id stands for, locked. */
export async function lockLive(t: TxCtx, leadId: string): Promise<LeadRow> {
  const root = (await rootOf(t.tx, leadId)) ?? leadId
  const lead = await lockLead(t.tx, root, { all: true })
  if (lead === undefined) throw fail('leads.not-found')
  // Between the two statements it was merged on, and the row that is locked is not the live one.
  if (lead.id !== root) throw fail('leads.merged', { survivorId: lead.id })
  return lead
}

function fieldsOf(lead: LeadRow, name: string, value: FactValue | null): Readonly<Record<string, unknown>> {
  if (!name.startsWith('extra.')) return { [name]: name === 'fullName' ? (value ?? '') : value }
  const key = name.slice('extra.'.length)
  const { [key]: _before, ...rest } = lead.extra
  return { extra: value === null ? rest : { ...rest, [key]: value } }
}
