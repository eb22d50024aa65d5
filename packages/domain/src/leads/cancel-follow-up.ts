import { FollowUp, FollowUpRef } from '@mas/contracts/leads'
import { asCancelled } from '@mas/db/leads'
import { command } from '@mas/kernel'
import { changeFollowUp } from './change-follow-up.ts'
import { followUpOf } from './follow-up-parts.ts'

export const cancelFollowUp = command({
  verb: 'leads.cancel-follow-up',
  summary: 'Takes an open follow-up away.',
  permission: 'leads.cancel-follow-up',
  refuses: ['leads.follow-up-not-found'],
  input: FollowUpRef,
  output: FollowUp,
  run: async (t, { followUpId }) => {
    return followUpOf(await changeFollowUp(t, followUpId, asCancelled(t.clock.now()), 'cancelled'))
  },
})
