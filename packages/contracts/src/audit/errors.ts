import { errors } from '../core/index.ts'

export const auditErrors = errors('audit', {
  'body-too-large': ['internal', 'An audit entry is larger than 64 KiB.'],
  'secret-field': ['internal', 'A secret was about to be written into the audit log.'],
  'not-recordable': ['internal', 'An audit entry holds something that canonical JSON cannot represent.'],
  'reason-required': ['invalid', 'A reason of at least five characters is needed.'],
  'range-too-wide': ['invalid', 'Ask for at most 366 days at a time.'],
  'entry-not-found': ['not-found', 'There is no such audit entry.'],
  'not-anchored': ['precondition', 'This entry is not covered by a published anchor yet; anchors are published once a day.'],
  'store-disagrees': ['conflict', 'The store already holds something else under this key; nothing was overwritten.'],
})
