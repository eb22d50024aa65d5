import { foldText } from '@mas/kernel'
import { scalarsOf, type FieldTest } from '@mas/contracts/core'
import { sql, type SQL } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

/**
 * What a comparison implies that an index of its own can serve, so that a rare tag is found by its tag and not by walking the pool.
 * `column`: a condition over row `l`, in the order of an index. `members`: the ids of those who can be in.
 */
export type Narrowing = { readonly column: SQL } | { readonly members: SQL }

/** Up to so many are named one by one; more are met soon enough on a walk. */
const few = 2_000

export function narrowing({ field, op, value }: FieldTest): Narrowing | undefined {
  if (op !== 'eq' && op !== 'in' && op !== 'contains') return undefined
  const folds = scalarsOf(value).map((one) => foldText(String(one)))
  const wanted = texts(folds)
  // The order is what keeps each of these on its index, also where the planner expects to be done soon without.
  switch (field) {
    case 'lead.status':
      return folds.length === 1 ? { column: sql`l.status = ${folds[0]}::text` } : undefined
    case 'lead.tags':
      return {
        members: sql`select g.id from leads.tags t cross join lateral (
          select lead_id as id from leads.lead_tags where tag_id = t.id order by lead_id limit ${few + 1}) g where t.slug = any(${wanted})`,
      }
    case 'lead.products':
      return {
        members: sql`select i.id from leads.products p cross join lateral (
          select lead_id as id from leads.interests where product_code = p.code order by session_year, lead_id limit ${few + 1}) i where p.code = any(${wanted})`,
      }
    case 'lead.campaigns':
      return {
        members: sql`select r.root_id as id from leads.campaigns c cross join lateral (
          select lead_id from leads.intakes where campaign_id = c.id order by id limit ${few + 1}) i join leads.leads r on r.id = i.lead_id where lower(c.code) = any(${wanted})`,
      }
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

function columnNarrowing(field: string, value: FieldTest['value']): Narrowing | undefined {
  const column = idColumns[field]
  if (column === undefined || typeof value !== 'string' || !/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(value))
    return undefined
  return { column: sql`l.${sql.raw(column)} = ${value}::uuid` }
}

/**
 * The narrowings as one condition. Whether a tag is rare is looked up first: from the tables' statistics alone the planner takes every
 * tag for an average one, and walks a million leads for fifty.
 */
export async function narrowed(reader: Reader, narrowings: readonly Narrowing[]): Promise<SQL> {
  const parts: SQL[] = []
  for (const one of narrowings) {
    if ('column' in one) parts.push(one.column)
    else {
      const members = await rows<{ id: string }>(reader, sql`${one.members} limit ${few + 1}`)
      if (members.length <= few) parts.push(sql`l.id = any(${uuids([...new Set(members.map(({ id }) => id))])})`)
    }
  }
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}
