import type { ExportedLead } from '@mas/db/leads'
import { exportRow } from '../csv-export.ts'
import { instantOf, numberOf } from '../lead-view.ts'

type Cell = string | number | null
const columns: readonly (readonly [string, (lead: ExportedLead) => Cell])[] = [
  ['Number', (lead) => numberOf(lead.number)],
  ['Name', (lead) => lead.full_name],
  ['Phone', (lead) => lead.phones],
  ['Email', (lead) => lead.emails],
  ['Status', (lead) => lead.status],
  ['Lost reason', (lead) => lead.lost_reason],
  ['Temperature', (lead) => lead.temperature],
  ['City', (lead) => lead.city],
  ['State', (lead) => lead.state],
  ['College', (lead) => lead.college],
  ['Graduation year', (lead) => lead.graduation_year],
  ['Profession', (lead) => lead.profession],
  ['Language', (lead) => lead.language],
  ['Source', (lead) => lead.source],
  ['Interests', (lead) => lead.interests],
  ['Tags', (lead) => lead.tags],
  ['Head', (lead) => lead.owning_head_id],
  ['Telecaller', (lead) => lead.assigned_to],
  ['Counsellor', (lead) => lead.counsellor_id],
  ['Attempts', (lead) => lead.attempts],
  ['First arrival', (lead) => instantOf(lead.first_intake_at)],
  ['Last activity', (lead) => instantOf(lead.last_activity_at)],
]

export const exportHeader = (): string => exportRow(columns.map(([name]) => name))
export const exportLine = (lead: ExportedLead): string => exportRow(columns.map(([, cell]) => cell(lead)))
