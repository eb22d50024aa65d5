import { foldText } from '@mas/kernel'
import { scalarsOf, type FieldTest } from '@mas/contracts/core'
import { sql, type SQL } from 'drizzle-orm'
import { texts } from '../rows.ts'

/**
 * What a comparison implies that an index of its own can serve, so that a rare tag is found by its tag and not by walking the pool;
 * undefined for the others.
 */
export function narrowing({ field, op, value }: FieldTest): SQL | undefined {
  if (op !== 'eq' && op !== 'in' && op !== 'contains') return undefined
  const wanted = texts(scalarsOf(value).map((one) => foldText(String(one))))
  switch (field) {
    case 'lead.status':
      return sql`l.status = any(${wanted})`
    case 'lead.tags':
      return sql`l.id in (select g.lead_id from leads.lead_tags g join leads.tags t on t.id = g.tag_id where t.slug = any(${wanted}))`
    case 'lead.products':
      return sql`l.id in (select i.lead_id from leads.interests i where i.product_code = any(${wanted}))`
    case 'lead.source':
      return sql`l.first_source_id in (select s.id from leads.sources s where lower(s.code) = any(${wanted}))`
    case 'lead.campaigns':
      return sql`l.id in (select r.root_id from leads.campaigns c join leads.intakes i on i.campaign_id = c.id join leads.leads r on r.id = i.lead_id where lower(c.code) = any(${wanted}))`
    default:
      return columnNarrowing(field, value)
  }
}

const idColumns: Readonly<Record<string, string>> = {
  'lead.owningHeadId': 'owning_head_id',
  'lead.assignedTo': 'assigned_to',
  'lead.counsellorId': 'counsellor_id',
  'lead.convertedUserId': 'converted_user_id',
}

function columnNarrowing(field: string, value: FieldTest['value']): SQL | undefined {
  const column = idColumns[field]
  if (column === undefined || typeof value !== 'string' || !/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(value))
    return undefined
  return sql`l.${sql.raw(column)} = ${value}::uuid`
}
