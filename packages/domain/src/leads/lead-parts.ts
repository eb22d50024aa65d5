import { familyOf, findLead, leadByContact, lockLead, mailboxOf, phonesOfLeads, replaceTeam, rootOf, setLeadColumns } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { dispose, type DispositionOrder } from './apply-disposition.ts'
import { journal } from './journal.ts'
import { findReachable } from './reach.ts'

const readerOf = (ctx: Ctx | TxCtx) => ('tx' in ctx ? ctx.tx : ctx.db)

/** Part: replaces the copy of one head's team; the reach of the team's head follows at once. */
export function setTeamEdges(t: TxCtx, team: { readonly headId: string; readonly memberIds: readonly string[] }): Promise<void> {
  return replaceTeam(t.tx, team.headId, team.memberIds)
}

/** Part (for sales only): puts a person into a slot of a lead, or clears it. */
export async function setAssignee(
  t: TxCtx,
  order: {
    readonly leadId: string
    readonly slot: 'assignedTo' | 'counsellor'
    readonly userId: string | null
    readonly decisionId: string
  },
): Promise<void> {
  const lead = await lockLead(t.tx, order.leadId, { all: true })
  if (lead === undefined) throw fail('leads.not-found')
  if (lead.id !== order.leadId) throw fail('leads.merged', { survivorId: lead.id })
  const column = order.slot === 'assignedTo' ? 'assigned_to' : 'counsellor_id'
  if (lead[column] === order.userId) return
  await setLeadColumns(t.tx, lead.id, { [column]: order.userId }, t.clock.now())
  await journal(t, [
    {
      leadId: lead.id,
      kind: 'assigned',
      sourceRef: order.decisionId,
      data: { slot: order.slot, from: lead[column], to: order.userId, decisionId: order.decisionId },
    },
  ])
}

/** Part: the disposition of a call that another domain carried out. */
export async function applyDispositionTo(t: TxCtx, order: Omit<DispositionOrder, 'lead'> & { readonly leadId: string }): Promise<void> {
  const { leadId, ...rest } = order
  const root = (await rootOf(t.tx, leadId)) ?? leadId
  const lead = await lockLead(t.tx, root, { all: true })
  if (lead === undefined) throw fail('leads.not-found')
  await dispose(t, { ...rest, lead })
}

/** Throws `leads.not-found` unless the caller of the verb at work reaches the lead. */
export async function authorizeLead(ctx: Ctx | TxCtx, leadId: string): Promise<void> {
  await findReachable(ctx, leadId)
}

/** The live lead an id stands for, after merges. */
export function resolveLead(ctx: Ctx | TxCtx, id: string): Promise<string | undefined> {
  return rootOf(readerOf(ctx), id)
}

/** A live lead and everything merged into it. */
export function familyIds(ctx: Ctx | TxCtx, rootId: string): Promise<string[]> {
  return familyOf(readerOf(ctx), rootId)
}

/** The live lead that a canonical number or address identifies. */
export function findLeadByContact(ctx: Ctx | TxCtx, kind: 'phone' | 'email', value: string): Promise<string | undefined> {
  return leadByContact(readerOf(ctx), kind, value)
}

/** Numbers of leads, the primary one first. */
export async function phonesOf(
  ctx: Ctx | TxCtx,
  leadIds: readonly string[],
): Promise<{ leadId: string; value: string; isPrimary: boolean; isBad: boolean }[]> {
  const found = await phonesOfLeads(readerOf(ctx), leadIds)
  return found.map((row) => ({ leadId: row.lead_id, value: row.value, isPrimary: row.is_primary, isBad: row.state === 'bad' }))
}

/** What other domains may know of a lead without asking who is asking. */
export async function leadFacts(
  ctx: Ctx | TxCtx,
  leadId: string,
): Promise<
  { status: string; fullName: string; owningHeadId: string | null; assignedTo: string | null; counsellorId: string | null } | undefined
> {
  const lead = await findLead(readerOf(ctx), leadId, { all: true })
  return (
    lead && {
      status: lead.status,
      fullName: lead.full_name,
      owningHeadId: lead.owning_head_id,
      assignedTo: lead.assigned_to,
      counsellorId: lead.counsellor_id,
    }
  )
}

/** Where the live lead an id stands for is mailed; undefined where it has no address that works. */
export async function mailboxOfLead(ctx: Ctx | TxCtx, leadId: string): Promise<{ leadId: string; address: string } | undefined> {
  const found = await mailboxOf(readerOf(ctx), leadId)
  return found && { leadId: found.lead_id, address: found.address }
}
