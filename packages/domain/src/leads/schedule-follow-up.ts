import { FollowUp, ScheduleFollowUpInput } from '@mas/contracts/leads'
import { command, fail } from '@mas/kernel'
import { followUpOf, openFollowUp, requireAhead } from './follow-up-parts.ts'
import { lockReachable } from './reach.ts'

export const scheduleFollowUp = command({
  verb: 'leads.schedule-follow-up',
  summary: 'Sets when somebody turns to the lead again, at most 180 days ahead; one open follow-up a person and lead.',
  permission: 'leads.schedule-follow-up',
  refuses: ['leads.not-found', 'leads.merged', 'leads.follow-up-in-past', 'leads.follow-up-exists', 'request.forbidden'],
  input: ScheduleFollowUpInput,
  output: FollowUp,
  run: async (t, { leadId, dueAt, kind, note, ownerId }) => {
    await lockReachable(t, leadId)
    requireAhead(t, dueAt)
    const me = t.actor.kind === 'user' ? t.actor : undefined
    const owner = ownerId ?? me?.userId
    if (owner === undefined || (me?.role === 'SALES' && owner !== me.userId)) throw fail('request.forbidden')
    return followUpOf(await openFollowUp(t, { leadId, ownerId: owner, dueAt, kind, note: note ?? null }))
  },
})
