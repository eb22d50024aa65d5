import { z } from 'zod'
import type { EmailAddress } from '@mas/kernel/ports/email-sender'
import { sandboxResend as sandboxKeys } from '../email/resend/sandbox-keys.ts'
import { Secret } from './secret.ts'
import { isLoopback, Port, sandboxOrigin, unreadable, type Slot, type SlotReader } from './slot-reader.ts'

export interface SmtpConfig {
  readonly vendor: 'smtp'
  readonly from: EmailAddress
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string
  readonly password?: Secret
}

export interface ResendConfig {
  readonly vendor: 'resend'
  readonly from: EmailAddress
  readonly url: string
  readonly apiKey: Secret
  readonly webhookSecret?: Secret
  readonly previousWebhookSecret?: { readonly secret: Secret; readonly rotatedAt?: Date }
}

export type EmailConfig = SmtpConfig | ResendConfig

/** The e-mail slot: SMTP or Resend. */
export function readEmailSlot(reader: SlotReader): Slot<EmailConfig> {
  const mode = reader.mode('EMAIL_MODE', reader.has('EMAIL_SMTP_HOST') || reader.has('EMAIL_RESEND_API_KEY'))
  if (mode === 'off') return { mode, note: 'set EMAIL_SMTP_HOST or EMAIL_RESEND_API_KEY' }
  const vendor = reader.parse(Vendor)?.EMAIL_VENDOR ?? (reader.has('EMAIL_RESEND_API_KEY') ? 'resend' : 'smtp')
  if (mode === 'sandbox') return vendor === 'resend' ? sandboxResend(reader) : sandboxSmtp(reader)
  return vendor === 'resend' ? liveResend(reader) : liveSmtp(reader)
}

const Vendor = z.object({ EMAIL_VENDOR: z.enum(['smtp', 'resend'], 'must be smtp or resend').optional() })

const address = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/
/** `Name <address>` or the address alone. */
const From = z.string().transform((text, context): EmailAddress => {
  const [, name, bracketed] = /^"?([^"<>\r\n]*?)"?\s*<([^<>]+)>$/.exec(text.trim()) ?? []
  const found = bracketed ?? text.trim()
  if (!address.test(found)) context.addIssue('must be an address or Name <address>')
  return name === undefined || name === '' ? { address: found } : { address: found, name }
})

const SandboxFrom = z.object({ EMAIL_FROM: From.default({ address: 'no-reply@mas.example', name: 'MAS' }) })

function sandboxSmtp(reader: SlotReader): Slot<EmailConfig> {
  const read = reader.parse(SandboxFrom.extend({ SANDBOX_SMTP_PORT: Port }))
  if (read === undefined) return unreadable
  const config = {
    vendor: 'smtp',
    host: '127.0.0.1',
    port: read.SANDBOX_SMTP_PORT,
    security: 'none',
    from: read.EMAIL_FROM,
  } as const
  return { mode: 'sandbox', note: `smtp 127.0.0.1:${config.port}`, config }
}

function sandboxResend(reader: SlotReader): Slot<EmailConfig> {
  const origin = sandboxOrigin(reader)
  const read = reader.parse(SandboxFrom)
  if (origin === undefined || read === undefined) return unreadable
  const keys = { apiKey: new Secret(sandboxKeys.apiKey), webhookSecret: new Secret(sandboxKeys.webhookSecret) }
  const url = `${origin}/resend`
  return { mode: 'sandbox', note: `resend ${url}`, config: { vendor: 'resend', from: read.EMAIL_FROM, url, ...keys } }
}

const Smtp = z.object({
  EMAIL_FROM: From,
  EMAIL_SMTP_HOST: z.string().regex(/^[A-Za-z0-9.:-]+$/, 'must be a host name'),
  EMAIL_SMTP_PORT: Port.default(587),
  EMAIL_SMTP_SECURE: z.enum(['tls', 'starttls', 'none'], 'must be tls, starttls or none').optional(),
  EMAIL_SMTP_USER: z.string().optional(),
  EMAIL_SMTP_PASSWORD: z.string().optional(),
})

function liveSmtp(reader: SlotReader): Slot<EmailConfig> {
  const read = reader.parse(Smtp)
  if (read === undefined) return unreadable
  const { EMAIL_SMTP_HOST: host, EMAIL_SMTP_PORT: port, EMAIL_SMTP_USER: user, EMAIL_SMTP_PASSWORD: password } = read
  const security = read.EMAIL_SMTP_SECURE ?? (port === 465 ? 'tls' : 'starttls')
  if (security === 'none' && !isLoopback(host)) {
    reader.reject('EMAIL_SMTP_SECURE', 'must be tls or starttls: mails and passwords would cross the network in clear')
  }
  if (user !== undefined && password === undefined) reader.reject('EMAIL_SMTP_PASSWORD', 'is missing beside EMAIL_SMTP_USER')
  if (user === undefined && password !== undefined) reader.reject('EMAIL_SMTP_USER', 'is missing beside EMAIL_SMTP_PASSWORD')
  const login = user === undefined || password === undefined ? {} : { user, password: new Secret(password) }
  const config = { vendor: 'smtp', from: read.EMAIL_FROM, host, port, security, ...login } as const
  return { mode: 'live', note: `smtp ${host}:${port} (${security})`, config }
}

const WebhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+=*$/, 'must be whsec_ and base64')
  .optional()
/** With the instant of the rotation in front of it, it ends by itself. */
const PreviousSecret = z
  .string()
  .regex(/^(\S+ )?whsec_[A-Za-z0-9+/]+=*$/, 'must be the instant of the rotation, a space, whsec_ and base64')
  .transform((text, context) => {
    const [secret = '', instant] = text.split(' ').toReversed()
    if (instant === undefined) return { secret }
    if (!z.iso.datetime({ offset: true }).safeParse(instant).success)
      context.addIssue('must begin with an instant like 2026-11-23T10:00:00Z')
    return { secret, rotatedAt: new Date(instant) }
  })
  .optional()
const Resend = z.object({
  EMAIL_FROM: From,
  EMAIL_RESEND_API_KEY: z.string(),
  EMAIL_RESEND_WEBHOOK_SECRET: WebhookSecret,
  EMAIL_RESEND_WEBHOOK_SECRET_PREVIOUS: PreviousSecret,
})

function liveResend(reader: SlotReader): Slot<EmailConfig> {
  const read = reader.parse(Resend)
  if (read === undefined) return unreadable
  const secret = read.EMAIL_RESEND_WEBHOOK_SECRET
  const previous = read.EMAIL_RESEND_WEBHOOK_SECRET_PREVIOUS
  const note = secret === undefined ? 'resend api.resend.com (no webhook secret: bounces are not heard)' : 'resend api.resend.com'
  return {
    mode: 'live',
    note,
    config: {
      vendor: 'resend',
      from: read.EMAIL_FROM,
      url: 'https://api.resend.com',
      apiKey: new Secret(read.EMAIL_RESEND_API_KEY),
      ...(secret === undefined ? {} : { webhookSecret: new Secret(secret) }),
      ...(previous === undefined ? {} : { previousWebhookSecret: { ...previous, secret: new Secret(previous.secret) } }),
    },
  }
}
