import { FollowUp, RescheduleFollowUpInput } from '@mas/contracts/leads'
import { asDueAt } from '@mas/db/leads'
import { command } from '@mas/kernel'
import { changeFollowUp } from './change-follow-up.ts'
import { followUpOf, requireAhead } from './follow-up-parts.ts'

export const rescheduleFollowUp = command({
  verb: 'leads.reschedule-follow-up',
  summary: 'Moves an open follow-up to another time, at most 180 days ahead.',
  permission: 'leads.reschedule-follow-up',
  refuses: ['leads.follow-up-not-found', 'leads.follow-up-in-past'],
  input: RescheduleFollowUpInput,
  output: FollowUp,
  run: async (t, { followUpId, dueAt }) => {
    requireAhead(t, dueAt)
    return followUpOf(await changeFollowUp(t, followUpId, asDueAt(dueAt), 'rescheduled'))
  },
})
