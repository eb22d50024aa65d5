import { LiftSuppressionInput, Suppression } from '@mas/contracts/notifications'
import { lift, lockSuppression } from '@mas/db/notifications'
import { actorKey, command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { suppressionOf } from './suppression-view.ts'

export const liftSuppression = command({
  verb: 'notifications.lift-suppression',
  summary: 'Lets an address be mailed again; never after a complaint, and no consent comes back with it.',
  permission: 'notifications.lift-suppression',
  refuses: ['notifications.reason-required', 'notifications.complaint-not-liftable', 'request.not-found'],
  input: LiftSuppressionInput,
  output: Suppression,
  run: async (t, { suppressionId, note }) => {
    if (note === undefined) throw fail('notifications.reason-required')
    const row = await lockSuppression(t.tx, suppressionId)
    if (row === undefined) throw fail('request.not-found')
    if (row.reason === 'complaint') throw fail('notifications.complaint-not-liftable')
    if (row.lifted_at !== null) return suppressionOf(row)
    const now = t.clock.now()
    await lift(t.tx, suppressionId, actorKey(t.actor), now)
    await record(t, {
      action: 'notifications.lift-suppression',
      subject: { type: 'suppression', id: row.id },
      before: { scope: row.scope, reason: row.reason },
      reason: note,
    })
    return suppressionOf({ ...row, lifted_at: now })
  },
})
