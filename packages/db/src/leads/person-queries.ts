import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

/** Those of the ids that were merged, with the live lead each stands for. */
export function survivorRows(reader: Reader, ids: readonly string[]): Promise<{ id: string; root_id: string }[]> {
  if (ids.length === 0) return Promise.resolve([])
  return rows(reader, sql`select id, root_id from leads.leads where id = any(${uuids(ids)}) and root_id <> id`)
}

/** Leads that were merged into one of these, with whom they are now. */
export function absorbedRows(reader: Reader, ids: readonly string[]): Promise<{ id: string; root_id: string }[]> {
  if (ids.length === 0) return Promise.resolve([])
  return rows(reader, sql`select id, root_id from leads.leads where root_id = any(${uuids(ids)}) and root_id <> id order by id`)
}

/** Which live lead an account belongs to: the one it came from, else the one that its proven address or number identifies. */
export function leadsOfAccounts(
  reader: Reader,
  accounts: readonly { readonly user_id: string; readonly email: string | null; readonly phone: string | null }[],
): Promise<{ user_id: string; lead_id: string }[]> {
  if (accounts.length === 0) return Promise.resolve([])
  const identified = (kind: 'email' | 'phone', value: ReturnType<typeof sql>) =>
    sql`(select l.root_id from leads.contact_points p join leads.leads l on l.id = p.lead_id
         where p.kind = ${kind} and p.value = ${value} and p.role = 'identifying' limit 1)`
  return rows(
    reader,
    sql`select found.user_id, found.lead_id from (
          select r.user_id, coalesce(
            (select l.id from leads.leads l where l.converted_user_id = r.user_id and l.root_id = l.id order by l.id limit 1),
            ${identified('email', sql`r.email`)}, ${identified('phone', sql`r.phone`)}) as lead_id
          from ${recordset([...accounts], 'user_id uuid, email text, phone text')}) found
        join leads.leads l on l.id = found.lead_id where l.status <> 'withdrawn'`,
  )
}
