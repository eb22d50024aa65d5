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
    value === undefined ? [] : [[columnOf[field] ?? field, value] as const],
  )
  const changed = wanted.filter(([column, value]) => JSON.stringify(lead[column]) !== JSON.stringify(value))
  if (changed.length === 0) return false
  const columns = Object.fromEntries(changed)
  if ('full_name' in columns) columns['name_key'] = nameKey(fields.fullName ?? '')
  if ('temperature' in columns) columns['temperature_at'] = fields.temperature === null ? null : at.toISOString()
  await setLeadColumns(t.tx, lead.id, columns, at)
  const names = changed.map(([column]) => column)
  await journal(t, [{ leadId: lead.id, kind: 'updated', data: { fields: names, ...told } }])
  await record(t, {
    action,
    subject: { type: 'lead', id: lead.id },
    before: Object.fromEntries(names.map((name) => [name, lead[name]])),
    after: Object.fromEntries(changed),
  })
  return true
}
const columnOf: Readonly<Record<string, string>> = { fullName: 'full_name', graduationYear: 'graduation_year' }
