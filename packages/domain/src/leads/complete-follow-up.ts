import { FollowUp, FollowUpRef } from '@mas/contracts/leads'
import { asDone } from '@mas/db/leads'
import { command } from '@mas/kernel'
import { changeFollowUp } from './change-follow-up.ts'
import { followUpOf } from './follow-up-parts.ts'

export const completeFollowUp = command({
  verb: 'leads.complete-follow-up',
  summary: 'Marks an open follow-up as done.',
  permission: 'leads.complete-follow-up',
  refuses: ['leads.follow-up-not-found'],
  input: FollowUpRef,
  output: FollowUp,
  run: async (t, { followUpId }) => {
    return followUpOf(await changeFollowUp(t, followUpId, asDone(t.clock.now()), 'completed'))
  },
})
