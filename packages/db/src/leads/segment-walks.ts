import { sql, type SQL } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader } from '../driver/types.ts'
import type { ConditionSql } from './condition-sql.ts'
import { allFieldsSql, isOwnField, ownFieldsSql, type AgeSql } from './field-sql.ts'
import { shown } from './lead-queries.ts'
import { reachBranches, type LeadReach } from './reach-queries.ts'

export interface ExaminedRow extends Record<string, unknown> {
  id: string
  last_activity_at: Date
  member: boolean
}

/**
 * Looks at the next leads within reach, most recent activity first, and says of each whether it is in. Bounded by what is looked at,
 * not by what is found, so a rare segment cannot walk the pool. `extra`: further conditions each lead must meet, such as what narrows the walk (`narrowed`).
 */
export function examineLeads(
  reader: Reader,
  reach: LeadReach,
  { holds }: Pick<ConditionSql, 'holds'>,
  extra: readonly SQL[],
  before: { at: string; id: string } | undefined,
  take: number,
): Promise<ExaminedRow[]> {
  const after = before === undefined ? sql`true` : sql`(l.last_activity_at, l.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
  const wanted = sql.join([shown, after, ...extra], sql` and `)
  const branches = reachBranches(reach).map(({ where, order, perMemberOf }) => {
    const page = sql`(select l.id, l.last_activity_at from leads.leads l where ${where} and ${wanted} order by ${order} limit ${take})`
    return perMemberOf === undefined
      ? page
      : sql`(select f.id, f.last_activity_at from leads.team_edges m cross join lateral ${page} f where m.head_id = ${perMemberOf}::uuid)`
  })
  if (branches.length === 0) return Promise.resolve([])
  return rows<ExaminedRow>(
    reader,
    sql`with looked as (select id, last_activity_at from (${sql.join(branches, sql` union `)}) found order by last_activity_at desc, id desc limit ${take})
        select l.id, looked.last_activity_at, ${holds} as member from looked join leads.leads l on l.id = looked.id
        order by looked.last_activity_at desc, looked.id desc`,
  )
}

export interface ScannedRow extends Record<string, unknown> {
  id: string
  /** The sort value of the walk, as text with all its digits. */
  place: string
  member: boolean
}

/** Which leads a page of a scan walks, and in which order. */
export type Walk =
  | { readonly by: 'id' }
  | { readonly by: 'changed'; readonly from: Date; readonly until: Date }
  | { readonly by: 'age'; readonly age: AgeSql; readonly from: Date; readonly until: Date }

/** One page of a scan: every lead that was looked at, with whether it is in; merged and withdrawn ones are not. */
export function scanLeads(
  reader: Reader,
  walk: Walk,
  condition: Pick<ConditionSql, 'holds'>,
  after: { place: string; id: string } | undefined,
  take: number,
): Promise<ScannedRow[]> {
  const member = sql`(l.root_id = l.id and l.status <> 'withdrawn' and ${condition.holds})`
  if (walk.by === 'id') {
    const more = after === undefined ? sql`true` : sql`l.id > ${after.id}::uuid`
    return rows<ScannedRow>(
      reader,
      sql`select l.id, '' as place, ${member} as member from leads.leads l where ${more} order by l.id limit ${take}`,
    )
  }
  const { at, where, from } = walk.by === 'age' ? walk.age : { at: sql`l.updated_at`, where: sql`true`, from: sql`leads.leads l` }
  // Both ends are looked at: the rules differ in whether the very instant counts, and who is looked at twice changes nothing.
  const since = sql`${at} >= ${instant(walk.from)}`
  const more = after === undefined ? since : sql`(${at}, l.id) > (${after.place}::timestamptz, ${after.id}::uuid)`
  return rows<ScannedRow>(
    reader,
    sql`select l.id, ${at}::text as place, ${member} as member from ${from} where ${where} and ${more} and ${at} <= ${instant(walk.until)}
        order by ${at}, l.id limit ${take}`,
  )
}

export interface LeadFactsRow extends Record<string, unknown> {
  asked: string
  id: string
  time_zone: string
  facts: Record<string, unknown> & { extra: Record<string, string | null> }
}

/**
 * Every field of the leads that these ids stand for after merges, or those of their own row where no other is asked for: two statements
 * whose texts never change.
 */
export function readLeadFacts(reader: Reader, ids: readonly string[], now: Date, fields?: readonly string[]): Promise<LeadFactsRow[]> {
  return rows<LeadFactsRow>(
    reader,
    sql`select m.id as asked, l.id, l.time_zone, ${fields?.every(isOwnField) === true ? ownFieldsSql(now) : allFieldsSql(now)} as facts
        from unnest(${uuids(ids)}) as w(id)
        cross join lateral (select id, root_id from leads.leads where id = w.id limit 1) m
        cross join lateral (select * from leads.leads where id = m.root_id limit 1) l where l.status <> 'withdrawn'`,
  )
}
