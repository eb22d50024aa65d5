import type { Clock } from '@mas/kernel/clock'
import type { SandboxMail } from '../sandbox-mail.ts'
import { svixSignature } from './svix.ts'

/** Where the look-alike sends its webhooks, and the secret it signs them with. */
export interface WebhookTarget {
  readonly url: string
  readonly secret: string
}

const after = {
  delivered: ['email.delivered'],
  bounced: ['email.bounced'],
  'soft-bounced': ['email.bounced'],
  complained: ['email.delivered', 'email.complained'],
} as const

/** The events of a mail in the order they are sent; its local part can ask for an odd one. */
function eventsFor(mail: SandboxMail, local: string): readonly string[] {
  if (local === 'outoforder') return ['email.delivered', 'email.sent']
  if (local === 'late-bounce') return ['email.sent', 'email.delivered', 'email.bounced']
  return ['email.sent', ...after[mail.fate]]
}

/** Sends the events of a mail one after the other; `twice@` gets each twice under the same id. */
export async function sendEvents(mail: SandboxMail, target: WebhookTarget, clock: Clock): Promise<void> {
  const local = mail.to[0]?.split('@')[0]?.split('+')[0] ?? ''
  for (const type of eventsFor(mail, local)) {
    const request = signedRequest(type, mail, target, clock)
    for (let copy = 0; copy < (local === 'twice' ? 2 : 1); copy++) {
      await fetch(target.url, { method: 'POST', ...request, signal: AbortSignal.timeout(5_000) }).catch((thrown: unknown) => {
        console.error('sandbox: a webhook was not taken', thrown instanceof Error ? thrown.name : '')
      })
    }
  }
}

function signedRequest(type: string, mail: SandboxMail, { secret }: WebhookTarget, clock: Clock) {
  const at = clock.now()
  const soft = mail.fate === 'soft-bounced'
  const bounce = {
    type: soft ? 'Transient' : 'Permanent',
    subType: soft ? 'MailboxFull' : 'General',
    message: 'played',
  }
  const data = { email_id: mail.id, from: mail.from, to: mail.to, subject: mail.subject, created_at: mail.receivedAt }
  const body = JSON.stringify({
    type,
    created_at: at.toISOString(),
    data: type === 'email.bounced' ? { ...data, bounce } : data,
  })
  const id = `msg_${crypto.randomUUID()}`
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = svixSignature(secret, { id, timestamp }, new TextEncoder().encode(body))
  const headers = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': signature,
  }
  return { body, headers }
}
