import { errors } from '../core/index.ts'

export const filesErrors = errors('files', {
  'type-refused': ['invalid', 'This kind of file is not accepted here; `details.accepted` lists what is.'],
  'too-large': ['limit', 'The file is larger than this purpose allows; `details.maxBytes` says how large it may be.'],
  'ticket-invalid': ['invalid', 'This upload ticket was not issued by us, or for another file.'],
  'upload-expired': ['precondition', 'The time for this upload is over, or it was taken back; ask for a new one.'],
  'already-uploaded': ['conflict', 'Other bytes have been uploaded on this ticket already; bytes are never overwritten.'],
  'not-uploaded': ['precondition', 'No bytes have arrived for this file yet.'],
  'size-mismatch': ['invalid', 'The bytes that arrived are not as many as were announced.'],
  'hash-mismatch': ['invalid', 'The bytes that arrived do not have the announced SHA-256.'],
  'type-mismatch': ['invalid', 'The content is not of the announced kind; the type is found in the bytes, never in the name.'],
  'unsafe-archive': ['invalid', 'The archive inside this file unpacks to too much, holds too many members, or is damaged.'],
  'not-ready': ['precondition', 'The file is not stored yet.'],
  quarantined: ['forbidden', 'The file is held back because a virus was found in it.'],
  gone: ['not-found', 'The file was deleted.'],
  'link-invalid': ['forbidden', 'This link was changed or not issued by us.'],
  'link-expired': ['forbidden', 'This link has run out; ask for a new one.'],
})
