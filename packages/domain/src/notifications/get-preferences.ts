import { GetPreferencesInput, PreferenceMatrix } from '@mas/contracts/notifications'
import { query } from '@mas/kernel'
import { ownUserId } from './own-user.ts'
import { readMatrix } from './preference-matrix.ts'

export const getPreferences = query({
  verb: 'notifications.get-preferences',
  summary: 'Shows what one is told on which channel, and one’s quiet hours.',
  permission: 'notifications.get-preferences',
  input: GetPreferencesInput,
  output: PreferenceMatrix,
  run: (ctx) => readMatrix(ctx, ownUserId(ctx)),
})
