import { errors } from '../core/index.ts'

export const notificationsErrors = errors('notifications', {
  'kind-unknown': ['invalid', 'There is no such kind, or it has no template for this channel.'],
  'data-invalid': ['invalid', 'The data does not fit the kind or the address; `details` says where.'],
  'template-invalid': ['invalid', 'The template does not parse; `details.problems` gives part, line and column.'],
  'template-unrenderable': ['invalid', 'The template leaves a gap for the sample or for a real recipient; `details` says which.'],
  'version-published': ['precondition', 'This version was published before and cannot change any more.'],
  'topic-mandatory': ['precondition', 'Account and payment notices cannot be switched off.'],
  'quiet-invalid': ['invalid', 'Quiet hours need a beginning, a different end and at least one day.'],
  'not-resendable': ['precondition', 'Only a failed, suppressed or doubtful mail without a secret can be sent again, once.'],
  'no-address': ['precondition', 'The person has no e-mail address that works.'],
  suppressed: ['precondition', 'This person is not mailed; `details.reason` says why.'],
  'channel-off': ['precondition', 'Mail is switched off here.'],
  'reason-required': ['invalid', 'Say why.'],
  'complaint-not-liftable': ['forbidden', 'This person reported us as spam; only they can ask to be mailed again.'],
  'token-invalid': ['invalid', 'This link is not one of ours.'],
})
