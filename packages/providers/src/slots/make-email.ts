import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { EmailEvents } from '@mas/kernel/ports/email-events'
import type { EmailSender } from '@mas/kernel/ports/email-sender'
import { emailEventsOff, emailSenderOff } from '../email/off.ts'
import { createResendEvents, createResendSender } from '../email/resend/index.ts'
import { createSmtpSender } from '../email/smtp/index.ts'
import type { EmailConfig } from './email-slot.ts'
import type { Slot } from './slot-reader.ts'

/** The sender that the e-mail slot asks for. */
export function makeEmailSender(slot: Slot<EmailConfig>, deps: { readonly clock: Clock; readonly log: Log }): EmailSender {
  if (slot.mode === 'off') return emailSenderOff
  const { mode, config } = slot
  if (config.vendor === 'resend') {
    return createResendSender({ mode, url: config.url, apiKey: config.apiKey.reveal(), ...deps })
  }
  const { host, port, security, user, password } = config
  const auth = user === undefined || password === undefined ? {} : { auth: { user, password: password.reveal() } }
  return createSmtpSender({ mode, server: { host, port, security, ...auth }, ...deps })
}

/** Who understands the vendor's webhooks; SMTP has none. */
export function makeEmailEvents(slot: Slot<EmailConfig>, clock: Clock): EmailEvents {
  if (slot.mode === 'off' || slot.config.vendor !== 'resend') return emailEventsOff
  const { webhookSecret, previousWebhookSecret } = slot.config
  if (webhookSecret === undefined) return emailEventsOff
  const previous = previousWebhookSecret && { ...previousWebhookSecret, secret: previousWebhookSecret.secret.reveal() }
  return createResendEvents({ mode: slot.mode, secret: webhookSecret.reveal(), previous, clock })
}
