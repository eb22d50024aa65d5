import { errors } from '../core/index.ts'

export const settingsErrors = errors('settings', {
  'unknown-key': ['not-found', 'There is no setting with this key.'],
  'not-found': ['not-found', 'There is no such change or proposal.'],
  'invalid-value': ['invalid', 'The value does not fit the setting; `details.issues` says why.'],
  'rule-invalid': ['invalid', 'The rules of a flag cannot be like this; `details.issues` says why.'],
  'instant-in-future': ['invalid', 'Nobody knows yet what will hold then; ask for now or earlier.'],
  stale: ['conflict', 'The setting was changed since you read it.'],
  'proposal-open': ['conflict', 'A change of this setting waits for a second administrator; `details.proposalId` names it.'],
  'not-open': ['conflict', 'This is no longer waiting: it was decided, cancelled, applied or has expired.'],
  stopped: ['unavailable', 'An administrator has stopped this for the moment; `details.flag` names the switch.'],
  'scope-refused': ['forbidden', 'This setting cannot be set for this scope.'],
  'same-approver': ['forbidden', 'A second administrator must approve what you proposed.'],
})
