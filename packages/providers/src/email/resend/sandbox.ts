import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import type { Clock } from '@mas/kernel/clock'
import { hangUp } from '../../sandbox/hang-up.ts'
import type { MailStore } from '../mail-store.ts'
import { readMail } from '../read-mail.ts'
import type { EmailFaults } from '../sandbox-faults.ts'
import { composeMime } from '../smtp/compose.ts'
import { fateOf, steeringOf } from '../steering.ts'
import { sendEvents, type WebhookTarget } from './sandbox-events.ts'
import { sandboxResend } from './sandbox-keys.ts'
import { emailOf, ResendMessage } from './sandbox-message.ts'

export interface ResendSandboxOptions {
  readonly store: MailStore
  readonly faults: EmailFaults
  readonly clock: Clock
  readonly slowMs?: number
  readonly webhook?: WebhookTarget
}

const problem = (c: Context, statusCode: 401 | 409 | 422 | 429 | 503, name: string, message: string) =>
  c.json({ statusCode, name, message }, statusCode)

/** Resend's send API over the sandbox's mailbox, to be mounted at `/resend`. */
export function resendSandbox({ store, faults, clock, slowMs = 9_000, webhook }: ResendSandboxOptions): Hono {
  const app = new Hono()
  const keys = createKeyMemory()
  app.post('/emails', async (c) => {
    if (c.req.header('authorization') !== `Bearer ${sandboxResend.apiKey}`) return problem(c, 401, 'invalid_api_key', 'API key is invalid')
    if (faults.take('unavailable')) return problem(c, 503, 'service_unavailable', 'Try again later')
    const raw = await c.req.text()
    const message = ResendMessage.safeParse(parseJson(raw))
    if (!message.success) return problem(c, 422, 'validation_error', 'Invalid fields')
    const email = emailOf(message.data)
    const steer = steeringOf(email.to.address)
    const planned = faults.take('reject', 'limit', 'slow', 'drop')
    const how = planned ?? steer
    if (how === 'reject') return problem(c, 422, 'validation_error', 'The recipient is not allowed')
    if (how === 'limit') {
      c.header('retry-after', '3')
      return problem(c, 429, 'rate_limit_exceeded', 'Too many requests')
    }
    const claim = keys.claim(c.req.header('idempotency-key'), raw)
    if (claim.state === 'in-flight') return problem(c, 409, 'concurrent_idempotent_requests', 'Still in flight')
    if (claim.state === 'other-body') return problem(c, 409, 'invalid_idempotent_request', 'Same key, other body')
    if (claim.state === 'done') return c.json({ id: claim.id })
    const receipt = { to: [email.to.address], via: 'resend', fate: fateOf(steer), receivedAt: clock.now() }
    const mail = await readMail(await composeMime(email, clock.now()), receipt)
    store.add(mail)
    if (webhook !== undefined) void sendEvents(mail, webhook, clock)
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs).unref())
    claim.finish(mail.id)
    return how === 'drop' ? hangUp() : c.json({ id: mail.id })
  })
  return app
}

type Claim =
  | { readonly state: 'in-flight' }
  | { readonly state: 'other-body' }
  | { readonly state: 'done'; readonly id: string }
  | { readonly state: 'first'; finish(id: string): void }

/** What idempotency keys stand for; the last 10,000. */
function createKeyMemory() {
  const memory = new Map<string, { readonly body: string; id?: string }>()
  return {
    claim(key: string | undefined, body: string): Claim {
      if (key === undefined) return { state: 'first', finish: () => undefined }
      const digest = createHash('sha256').update(body).digest('hex')
      const known = memory.get(key)
      if (known !== undefined && known.body !== digest) return { state: 'other-body' }
      if (known !== undefined) return known.id === undefined ? { state: 'in-flight' } : { state: 'done', id: known.id }
      const entry: { readonly body: string; id?: string } = { body: digest }
      const [oldest] = memory.keys()
      if (memory.size >= 10_000 && oldest !== undefined) memory.delete(oldest)
      memory.set(key, entry)
      return {
        state: 'first',
        finish(id) {
          entry.id = id
        },
      }
    },
  }
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
