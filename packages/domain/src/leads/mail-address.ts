import { mailAddressOfLead } from '@mas/db/leads'
import type { Ctx, TxCtx } from '@mas/kernel'

/** Part (query): the live lead an id stands for and where it is mailed; no address where none works, nothing where there is no such lead. */
export async function mailAddress(ctx: Ctx | TxCtx, leadId: string): Promise<{ leadId: string; address: string | null } | undefined> {
  const found = await mailAddressOfLead('tx' in ctx ? ctx.tx : ctx.db, leadId)
  return found && { leadId: found.lead_id, address: found.value }
}
