import { findLead, lockLead, type LeadReach, type LeadRow } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'

/** Whose leads this caller reaches with the grant of the verb at work. */
export function reachOf({ actor, grant = [] }: Ctx | TxCtx): LeadReach {
  if (grant.includes('all')) return { all: true }
  if (actor.kind !== 'user') return { all: false, userId: nobody, own: false, team: false, pool: false }
  return { all: false, userId: actor.userId, own: grant.includes('own'), team: grant.includes('team'), pool: grant.includes('pool') }
}
const nobody = '00000000-0000-0000-0000-000000000000'

/** The lead, locked, if the caller reaches it; a merged one says where it went. */
export async function lockReachable(t: TxCtx, leadId: string, version?: number): Promise<LeadRow> {
  return checked(await lockLead(t.tx, leadId, reachOf(t)), leadId, version)
}

/** Part: the lead, if the caller of the verb at work reaches it. */
export async function findReachable(ctx: Ctx | TxCtx, leadId: string): Promise<LeadRow> {
  return checked(await findLead('tx' in ctx ? ctx.tx : ctx.db, leadId, reachOf(ctx)), leadId)
}

function checked(lead: LeadRow | undefined, asked: string, version?: number): LeadRow {
  if (lead === undefined) throw fail('leads.not-found')
  if (lead.id !== asked) throw fail('leads.merged', { survivorId: lead.id })
  if (version !== undefined && lead.version !== version) throw fail('leads.stale', { version: lead.version })
  return lead
}

/** The head whose pool bounds the caller; undefined where nothing does. */
export function poolOf(ctx: Ctx | TxCtx): string | undefined {
  const reach = reachOf(ctx)
  return reach.all ? undefined : reach.userId
}
