import { errors } from '../core/index.ts'

export const webhooksErrors = errors('webhooks', {
  'not-genuine': ['unauthenticated', 'The signature is missing, wrong or too old; nothing was stored.'],
  'inbox-item-not-found': ['not-found', 'There is no such inbox item.'],
  'replay-not-found': ['not-found', 'There is no such replay.'],
  'not-replayable': [
    'precondition',
    'Only items that are processed or dead can be replayed, and those that nobody handled once somebody does.',
  ],
  'not-discardable': ['precondition', 'Only items that still wait, or are dead, can be discarded.'],
  'raw-expired': ['precondition', 'The body was removed when its retention ended, so there is nothing to replay.'],
  'url-refused': [
    'invalid',
    'This address cannot be called; `details.reason` says why: scheme, port, address, unresolvable, userinfo or host-not-allowed.',
  ],
  'secret-invalid': ['invalid', 'A signing secret is `whsec_` and 24 to 64 bytes in base64; one or two are valid at a time.'],
  'endpoint-unknown': ['not-found', 'There is no such endpoint.'],
  'endpoint-disabled': ['precondition', 'The endpoint is disabled; enable it first.'],
  'message-not-found': ['not-found', 'There is no such message.'],
  'sequence-reused': ['conflict', 'Another message has this place in the order already.'],
  'body-too-large': ['invalid', 'A message body has 1 to 20 479 bytes.'],
})
