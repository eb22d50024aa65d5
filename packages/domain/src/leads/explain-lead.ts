import { ExplainLeadOutput, LeadRef, type IntakeChannel, type IntakeOutcome, type LeadStatus } from '@mas/contracts/leads'
import { explainFacts, type LeadRow } from '@mas/db/leads'
import { query, type Ctx } from '@mas/kernel'
import { askGate } from './contact-gate.ts'
import { instantOf, wordOf } from './lead-view.ts'
import { findReachable } from './reach.ts'

export const explainLead = query({
  verb: 'leads.explain-lead',
  summary: 'Why this status, these holders, these merges, and whether each number and address may be contacted now: all from stored facts.',
  permission: 'leads.explain-lead',
  refuses: ['leads.not-found', 'leads.merged'],
  input: LeadRef,
  output: ExplainLeadOutput,
  run: async (ctx, { leadId }) => {
    const lead = await findReachable(ctx, leadId)
    const facts = await explainFacts(ctx.db, leadId)
    const iso = (text: string) => new Date(text).toISOString()
    const { last_change: last = null, first_intake: first = null, merges = [] } = facts ?? {}
    return {
      status: {
        status: wordOf<LeadStatus>(lead.status),
        since: instantOf(lead.status_since),
        reason: lead.lost_reason,
        lastChange: last && {
          from: wordOf<LeadStatus>(last.from),
          to: wordOf<LeadStatus>(last.to),
          by: last.by,
          at: iso(last.at),
          reason: last.reason,
        },
      },
      holders: {
        owningHeadId: lead.owning_head_id,
        assignedTo: lead.assigned_to,
        counsellorId: lead.counsellor_id,
        capturedBy: lead.captured_by,
      },
      firstIntake: first && {
        channel: wordOf<IntakeChannel>(first.channel),
        at: iso(first.at),
        outcome: wordOf<IntakeOutcome>(first.outcome),
        matchedBy: first.matchedBy,
      },
      intakes: facts?.intakes ?? 0,
      merges: merges.map((merge) => ({ ...merge, at: iso(merge.at), undoneAt: merge.undoneAt === null ? null : iso(merge.undoneAt) })),
      contact: await contactNow(ctx, lead),
    }
  },
})

async function contactNow(ctx: Ctx, lead: LeadRow) {
  const asked = lead.points.flatMap((point) =>
    (point.kind === 'phone' ? (['call', 'sms', 'whatsapp'] as const) : (['email'] as const)).map((channel) => ({ point, channel })),
  )
  const answers = await askGate(
    ctx,
    asked.map(({ point, channel }) => ({ value: point.value, channel, purpose: 'promotional' as const, leadId: lead.id })),
    ctx.clock.now(),
  )
  return answers.map(({ decision }, n) => ({
    contactPointId: asked[n]?.point.id ?? '',
    channel: asked[n]?.channel ?? '',
    purpose: 'promotional',
    decision: decision.decision,
    code: decision.code,
    until: decision.until,
  }))
}
