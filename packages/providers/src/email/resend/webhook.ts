import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import type { EmailEvent, EmailEvents, EmailEventsAnswer, EmailEventType } from '@mas/kernel/ports/email-events'
import type { SlotMode } from '@mas/kernel/providers'
import { goodSecrets } from '../../inbound/secrets.ts'
import { hasSvixSignature } from './svix.ts'

const toleranceSeconds = 5 * 60

const Body = z.object({
  type: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  data: z.object({
    email_id: z.string().optional(),
    to: z.array(z.string()).default([]),
    bounce: z.object({ type: z.string().default(''), subType: z.string().default('') }).optional(),
    failed: z.object({ reason: z.string() }).optional(),
  }),
})

const typeOf: Readonly<Record<string, EmailEventType>> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delayed',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.failed': 'refused',
  'email.suppressed': 'refused',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
}

export interface ResendEventsOptions {
  readonly mode: SlotMode
  readonly secret: string
  /** The one before, while the provider may still sign with it: for 24 hours where it is known when it was replaced. */
  readonly previous?: { readonly secret: string; readonly rotatedAt?: Date } | undefined
  readonly clock: Clock
}

/** Resend's webhooks: signed by Svix, five minutes of tolerance, events of other kinds are taken and ignored. */
export function createResendEvents(options: ResendEventsOptions): EmailEvents {
  const { secret: current, previous } = options
  return {
    mode: options.mode,
    vendor: 'resend',
    async verify(raw, headers) {
      const id = headers['svix-id']
      const timestamp = headers['svix-timestamp']
      const signatures = headers['svix-signature']
      if (id === undefined || timestamp === undefined || signatures === undefined) return forged('bad-signature')
      if (!/^\d{1,12}$/.test(timestamp) || !/^[\x21-\x7e]{1,300}$/.test(id)) return forged('malformed')
      const age = options.clock.now().getTime() / 1000 - Number(timestamp)
      const now = options.clock.now()
      const before = previous && { secret: previous.secret, rotatedAt: previous.rotatedAt ?? now }
      const good = goodSecrets({ current, ...(before !== undefined && { previous: before }) }, now)
      const signedWith = good.find(({ secret }) => hasSvixSignature(signatures, secret, { id, timestamp }, raw))
      if (signedWith === undefined) return forged('bad-signature')
      // Only what is genuine is told that it is late: a forged one learns nothing of our clock.
      if (Math.abs(age) > toleranceSeconds) return forged('stale')
      const secretVersion = signedWith.version
      const kind = Kind.safeParse(parseJson(raw))
      if (!kind.success) return { verified: true, secretVersion, events: 'unparseable' }
      return { verified: true, eventId: id, type: kind.data.type, secretVersion, events: readResendEvents(id, raw) }
    },
  }
}

const Kind = z.object({ type: z.string().min(1).max(200) })

const forged = (reason: 'bad-signature' | 'stale' | 'malformed'): EmailEventsAnswer => ({ verified: false, reason })

/** What a verified body tells, in our words. */
export function readResendEvents(eventId: string, raw: Uint8Array): EmailEvent[] {
  const parsed = Body.safeParse(parseJson(raw))
  // Signed, yet not about a mail: contacts and domains have other shapes. Nothing to do is an answer too.
  if (!parsed.success) return []
  const { type: vendorType, created_at: at, data } = parsed.data
  const type = typeOf[vendorType]
  if (type === undefined || data.email_id === undefined) return []
  const event: EmailEvent = { eventId, type, providerId: data.email_id, at: new Date(at), recipients: data.to }
  return [{ ...event, ...detailsOf(data) }]
}

function detailsOf({ bounce, failed }: z.infer<typeof Body>['data']): Pick<EmailEvent, 'permanent' | 'reason'> {
  if (bounce !== undefined) {
    const permanent = bounce.type === 'Permanent' || bounce.subType === 'OnAccountSuppressionList'
    return { permanent, reason: `${bounce.type} ${bounce.subType}`.trim() }
  }
  return failed === undefined ? {} : { reason: failed.reason }
}

function parseJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(raw))
  } catch {
    return undefined
  }
}
