import { PreferenceMatrix, SetQuietHoursInput } from '@mas/contracts/notifications'
import { setQuietHoursRow } from '@mas/db/notifications'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { ownUserId } from './own-user.ts'
import { readMatrix } from './preference-matrix.ts'

export const setQuietHours = command({
  verb: 'notifications.set-quiet-hours',
  summary:
    'Sets when one is left alone, on one’s own wall clock: encouragement and offers wait for the end; codes, receipts and meetings do not.',
  permission: 'notifications.set-quiet-hours',
  refuses: ['notifications.quiet-invalid'],
  input: SetQuietHoursInput,
  output: PreferenceMatrix,
  run: async (t, { quietHours }) => {
    const userId = ownUserId(t)
    if (quietHours !== null && (quietHours.from === quietHours.to || quietHours.days.length === 0))
      throw fail('notifications.quiet-invalid')
    const quiet = quietHours === null ? null : { ...quietHours, days: [...new Set(quietHours.days)].toSorted() }
    await setQuietHoursRow(t.tx, userId, quiet, t.clock.now())
    await record(t, { action: 'notifications.set-quiet-hours', subject: { type: 'user', id: userId }, after: { quietHours: quiet } })
    return readMatrix(t, userId)
  },
})
