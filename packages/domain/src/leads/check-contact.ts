import { CheckContactInput, ContactDecision } from '@mas/contracts/leads'
import { query } from '@mas/kernel'
import { contactPermission } from './contact-gate.ts'
import { reachedPoint } from './reached-point.ts'

export const checkContact = query({
  verb: 'leads.check-contact',
  summary: 'Says whether a person may be contacted at a time, and if not, why and from when on, with the facts that decided.',
  permission: 'leads.check-contact',
  refuses: ['leads.not-found', 'leads.phone-invalid', 'leads.phone-lossy', 'leads.phone-junk', 'leads.email-invalid'],
  input: CheckContactInput,
  output: ContactDecision,
  run: async (ctx, { contactPointId, value, channel, purpose, at }) => {
    const point = await reachedPoint(ctx, { contactPointId, value })
    const when = at === undefined ? ctx.clock.now() : new Date(at)
    return contactPermission(
      ctx,
      { value: point.value, channel, purpose, ...(point.lead_id !== undefined && { leadId: point.lead_id }) },
      when,
    )
  },
})
