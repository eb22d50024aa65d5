import { errors } from '../core/index.ts'

export const settingsErrors = errors('settings', {
  'unknown-key': ['not-found', 'There is no setting with this key.'],
  'invalid-value': ['invalid', 'The value does not fit the setting; `details.issues` says why.'],
  stale: ['conflict', 'The setting was changed since you read it.'],
})
