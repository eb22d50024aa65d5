import { errors } from '../core/index.ts'

export const webhooksErrors = errors('webhooks', {
  'not-genuine': ['unauthenticated', 'The signature is missing, wrong or too old; nothing was stored.'],
  'inbox-item-not-found': ['not-found', 'There is no such inbox item.'],
  'not-replayable': ['precondition', 'Only items that are processed or dead can be replayed.'],
  'not-discardable': ['precondition', 'Only items that still wait, or are dead, can be discarded.'],
  'raw-expired': ['precondition', 'The body was removed when its retention ended, so there is nothing to replay.'],
})
