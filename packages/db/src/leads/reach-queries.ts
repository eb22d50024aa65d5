import { sql, type SQL } from 'drizzle-orm'

/** Whose leads a caller reaches; the parts are added up. */
export type LeadReach =
  | { readonly all: true }
  | { readonly all: false; readonly userId: string; readonly own: boolean; readonly team: boolean; readonly pool: boolean }

/** Whether row `l` of leads is within reach: for single leads and search hits. Lists use the branches below. */
export function withinReach(reach: LeadReach): SQL {
  if (reach.all) return sql`true`
  const me = sql`${reach.userId}::uuid`
  const parts: SQL[] = [sql`false`]
  if (reach.own)
    parts.push(
      sql`l.assigned_to = ${me}`,
      sql`l.counsellor_id = ${me}`,
      sql`(l.captured_by = ${me} and l.assigned_to is null and l.counsellor_id is null)`,
    )
  if (reach.pool) parts.push(sql`l.owning_head_id = ${me}`)
  if (reach.team)
    parts.push(sql`exists (select 1 from leads.team_edges e where e.head_id = ${me} and e.member_id in (l.assigned_to, l.counsellor_id))`)
  return sql`(${sql.join(parts, sql` or `)})`
}

export interface ReachBranch {
  readonly where: SQL
  /** Leads of a branch, the most recent activity first: with the column of its index in front. */
  readonly order: SQL
  readonly perMemberOf?: string
}
const recentFirst = sql`l.last_activity_at desc, l.id desc`
/** One person's as a range: only the index that begins with the column has them in this order, so nobody walks those of all others. */
const of = (column: SQL, person: SQL, more?: SQL): Pick<ReachBranch, 'where' | 'order'> => ({
  where: sql`${column} >= ${person} and ${column} <= ${person}${more ?? sql``}`,
  order: sql`${column} desc, ${recentFirst}`,
})

/**
 * The same reach as disjoint conditions, each served by one index in the list's order. `team` ones run once per member (`m.member_id`).
 */
export function reachBranches(reach: LeadReach): ReachBranch[] {
  if (reach.all) return [{ where: sql`true`, order: recentFirst }]
  const me = sql`${reach.userId}::uuid`
  const [assigned, counsellor] = [sql`l.assigned_to`, sql`l.counsellor_id`]
  return [
    ...(reach.own
      ? [of(assigned, me), of(counsellor, me), of(sql`l.captured_by`, me, sql` and l.assigned_to is null and l.counsellor_id is null`)]
      : []),
    ...(reach.pool ? [of(sql`l.owning_head_id`, me)] : []),
    ...(reach.team
      ? [
          { ...of(assigned, sql`m.member_id`), perMemberOf: reach.userId },
          { ...of(counsellor, sql`m.member_id`), perMemberOf: reach.userId },
        ]
      : []),
  ]
}
