import { isTeamMember, reachableIds } from '@mas/db/leads'
import type { Ctx, TxCtx } from '@mas/kernel'
import { reachOf } from './reach.ts'

/** Part (query): which of these leads the caller of the verb at work reaches. */
export async function reachableLeads(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<Set<string>> {
  return new Set(await reachableIds('tx' in ctx ? ctx.tx : ctx.db, ids, reachOf(ctx)))
}

/** Part (query): whether somebody is in the team of a sales head. */
export function isInTeam(ctx: Ctx | TxCtx, headId: string, memberId: string): Promise<boolean> {
  return isTeamMember('tx' in ctx ? ctx.tx : ctx.db, headId, memberId)
}
