import type { UpdateLeadInput } from '@mas/contracts/leads'
import { setLeadColumns, type LeadRow } from '@mas/db/leads'
import { fail, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import { record } from '../audit/index.ts'
import { fitsExtra } from './intake-fields.ts'
import { journal } from './journal.ts'
import { nameKey } from './name-rules.ts'

export type LeadFieldValues = z.output<typeof UpdateLeadInput>['fields']

/** Part: writes fields of a locked lead with their traces; false when all of them stood there already. */
export async function writeFields(
  t: TxCtx,
  lead: LeadRow,
  fields: LeadFieldValues,
  action: 'leads.update-lead' | 'leads.set-field',
  told: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  if (fields.extra !== undefined && !fitsExtra(fields.extra)) throw fail('leads.extra-too-large')
  const at = t.clock.now()
  const wanted = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [{ field, column: columnOf[field] ?? field, value }],
  )
  const changed = wanted.filter(({ column, value }) => JSON.stringify(lead[column]) !== JSON.stringify(value))
  if (changed.length === 0) return false
  const columns: Record<string, unknown> = Object.fromEntries(changed.map(({ column, value }) => [column, value]))
  if ('full_name' in columns) columns['name_key'] = nameKey(fields.fullName ?? '')
  if ('temperature' in columns) columns['temperature_at'] = fields.temperature === null ? null : at.toISOString()
  await setLeadColumns(t.tx, lead.id, columns, at)
  const names = changed.map(({ column }) => column)
  await journal(t, [{ leadId: lead.id, kind: 'updated', data: { fields: names, ...told } }])
  await record(t, {
    action,
    subject: { type: 'lead', id: lead.id },
    before: Object.fromEntries(changed.map(({ field, column }) => [field, lead[column]])),
    after: Object.fromEntries(changed.map(({ field, value }) => [field, value])),
    personal: aboutThePerson,
  })
  return true
}
/** Some of these names mean something else in other facts of leads (the state of an import), so the contracts do not mark them. */
const aboutThePerson = ['fullName', 'city', 'state', 'college', 'graduationYear', 'profession', 'language', 'extra']
const columnOf: Readonly<Record<string, string>> = { fullName: 'full_name', graduationYear: 'graduation_year' }
