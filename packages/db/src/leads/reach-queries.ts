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

/**
 * The same reach as disjoint conditions, each served by one index in the list's order. `team` ones run once per member (`m.member_id`).
 */
export function reachBranches(reach: LeadReach): { where: SQL; perMemberOf?: string }[] {
  if (reach.all) return [{ where: sql`true` }]
  const me = sql`${reach.userId}::uuid`
  return [
    ...(reach.own
      ? [
          { where: sql`l.assigned_to = ${me}` },
          { where: sql`l.counsellor_id = ${me}` },
          { where: sql`l.captured_by = ${me} and l.assigned_to is null and l.counsellor_id is null` },
        ]
      : []),
    ...(reach.pool ? [{ where: sql`l.owning_head_id = ${me}` }] : []),
    ...(reach.team
      ? [
          { where: sql`l.assigned_to = m.member_id`, perMemberOf: reach.userId },
          { where: sql`l.counsellor_id = m.member_id`, perMemberOf: reach.userId },
        ]
      : []),
  ]
}
