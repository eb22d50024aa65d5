import { sql } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

/** The address a live lead is mailed at: its primary one, else the first that works; the id may be of a lead merged into it. */
export async function mailAddressOfLead(reader: Reader, leadId: string): Promise<{ lead_id: string; value: string | null } | undefined> {
  const [found] = await rows<{ lead_id: string; value: string | null }>(
    reader,
    sql`select m.root_id as lead_id, (
          select p.value from leads.contact_points p where p.lead_id = m.root_id and p.kind = 'email' and p.state = 'ok'
          order by p.is_primary desc, p.id limit 1) as value
        from leads.leads m join leads.leads l on l.id = m.root_id where m.id = ${leadId}::uuid and l.status <> 'withdrawn'`,
  )
  return found
}

/** The same of many at once, by the id that was asked for. */
export function mailAddressesOfLeads(
  reader: Reader,
  leadIds: readonly string[],
): Promise<{ asked: string; lead_id: string; value: string | null }[]> {
  return rows(
    reader,
    sql`select m.id as asked, m.root_id as lead_id, (
          select p.value from leads.contact_points p where p.lead_id = m.root_id and p.kind = 'email' and p.state = 'ok'
          order by p.is_primary desc, p.id limit 1) as value
        from leads.leads m join leads.leads l on l.id = m.root_id where m.id = any(${uuids(leadIds)}) and l.status <> 'withdrawn' order by m.id`,
  )
}
