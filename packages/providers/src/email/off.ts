import type { EmailEvents } from '@mas/kernel/ports/email-events'
import type { EmailSender } from '@mas/kernel/ports/email-sender'
import { refused } from '../http/index.ts'

/** Stands in where no e-mail is set up: a clear refusal, no crash. */
export const emailSenderOff: EmailSender = {
  mode: 'off',
  vendor: 'none',
  repeatable: false,
  send: async () => refused('e-mail is switched off (EMAIL_MODE)', 'later'),
}

/** For vendors that report nothing and for the slot that is off. */
export const emailEventsOff: EmailEvents = {
  mode: 'off',
  vendor: 'none',
  verify: async () => ({ verified: false, reason: 'bad-signature' }),
}
