import type { LeadStatus } from '@mas/contracts/leads'
import { blankLeads, familyOf, findLead, lockLeads, rootOf } from '@mas/db/leads'
import type { TxCtx } from '@mas/kernel'
import { destroyKey, record } from '../audit/index.ts'
import { wordOf } from './lead-view.ts'
import { moveLead } from './move-lead.ts'

/**
 * Part (for admin): forgets one person: names, numbers, addresses, free data, notes and what arrived, of the lead and of everything
 * merged into it. The row stays, withdrawn, so that counts and other people's records hold; withdrawn consents stay as hashes. False when
 * there is nobody left to forget.
 */
export async function eraseLead(t: TxCtx, leadId: string): Promise<boolean> {
  const root = await rootOf(t.tx, leadId)
  if (root === undefined) return false
  await lockLeads(t.tx, await familyOf(t.tx, root))
  const family = await familyOf(t.tx, root)
  const lead = await findLead(t.tx, root, { all: true })
  // Merged on while we waited: its survivor is the one to forget.
  if (lead !== undefined && lead.id !== root) return eraseLead(t, lead.id)
  if (lead !== undefined) {
    const from = wordOf<LeadStatus>(lead.status)
    await moveLead(t, { leadId: root, from, to: 'withdrawn', lostReason: null, reason: 'erased', cancelFollowUps: true })
  }
  await blankLeads(t.tx, family, t.clock.now())
  for (const id of family.toSorted()) await destroyKey(t, id)
  if (lead === undefined) return false
  await record(t, { action: 'leads.erase-lead', subject: { type: 'lead', id: root }, after: { erased: true, leads: family.length } })
  return true
}
