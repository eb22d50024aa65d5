import { PreferenceMatrix, SetPreferencesInput } from '@mas/contracts/notifications'
import { command } from '@mas/kernel'
import { ownUserId } from './own-user.ts'
import { changeMatrix } from './preference-matrix.ts'

export const setPreferences = command({
  verb: 'notifications.set-preferences',
  summary: 'Switches topics on or off per channel; account and payments stay on.',
  permission: 'notifications.set-preferences',
  refuses: ['notifications.topic-mandatory'],
  input: SetPreferencesInput,
  output: PreferenceMatrix,
  run: (t, { changes }) => changeMatrix(t, ownUserId(t), changes),
})
