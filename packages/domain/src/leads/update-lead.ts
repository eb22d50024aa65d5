import { Lead, UpdateLeadInput } from '@mas/contracts/leads'
import { setLeadColumns } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { fitsExtra } from './intake-fields.ts'
import { journal } from './journal.ts'
import { leadOf } from './lead-view.ts'
import { nameKey } from './name-rules.ts'
import { findReachable, lockReachable } from './reach.ts'

export const updateLead = command({
  verb: 'leads.update-lead',
  summary: 'Changes what is known about a lead. Refused when somebody else changed it since `version`.',
  permission: 'leads.update-lead',
  refuses: ['leads.not-found', 'leads.merged', 'leads.stale', 'leads.extra-too-large'],
  input: UpdateLeadInput,
  output: Lead,
  run: async (t, { leadId, version, fields }) => {
    const lead = await lockReachable(t, leadId, version)
    if (fields.extra !== undefined && !fitsExtra(fields.extra)) throw fail('leads.extra-too-large')
    const at = t.clock.now()
    const wanted = Object.entries(fields).flatMap(([field, value]) =>
      value === undefined ? [] : [[columnOf[field] ?? field, value] as const],
    )
    const changed = wanted.filter(([column, value]) => JSON.stringify(lead[column]) !== JSON.stringify(value))
    if (changed.length > 0) {
      const columns = Object.fromEntries(changed)
      if ('full_name' in columns) columns['name_key'] = nameKey(fields.fullName ?? '')
      if ('temperature' in columns) columns['temperature_at'] = fields.temperature === null ? null : at.toISOString()
      await setLeadColumns(t.tx, leadId, columns, at)
      const names = changed.map(([column]) => column)
      await journal(t, [{ leadId, kind: 'updated', data: { fields: names } }])
      await record(t, {
        action: 'leads.update-lead',
        subject: { type: 'lead', id: leadId },
        before: Object.fromEntries(names.map((name) => [name, lead[name]])),
        after: Object.fromEntries(changed),
      })
    }
    return leadOf(t, await findReachable(t, leadId))
  },
})
const columnOf: Readonly<Record<string, string>> = { fullName: 'full_name', graduationYear: 'graduation_year' }
