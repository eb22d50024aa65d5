import { Hono } from 'hono'
import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import { holdUntilGone } from '../sandbox/hold.ts'
import type { HumanCheckFaults } from './sandbox-faults.ts'
import { sandboxHumanCheck } from './sandbox-site.ts'

/**
 * Turnstile's siteverify, to be mounted at `/turnstile`. There is no widget; tokens say what they are:
 * `human:<action>:<anything>` passes once, `robot:…` fails, `elsewhere:<action>:…` was made on another host.
 */
export function humanCheckSandbox({ clock, faults }: { clock: Clock; faults: HumanCheckFaults }): Hono {
  const app = new Hono()
  const spent = createSpentTokens()
  app.post('/v0/siteverify', async (c) => {
    const fault = faults.take('server-error', 'internal-error', 'unreadable', 'hang')
    if (fault === 'hang') await holdUntilGone(c.req.raw.signal)
    if (fault === 'server-error' || fault === 'hang') return c.text('error', 500)
    if (fault === 'unreadable') return c.html('<p>Please wait</p>')
    const failed = (code: string) => c.json({ success: false, 'error-codes': [code], messages: [] })
    if (fault === 'internal-error') return failed('internal-error')
    const json = c.req.header('content-type')?.startsWith('application/json') === true
    const form = Form.safeParse(json ? await c.req.json().catch(() => undefined) : await c.req.parseBody())
    if (!form.success) return failed('bad-request')
    if (form.data.secret !== sandboxHumanCheck.secret) return failed('invalid-input-secret')
    const [kind, action = ''] = form.data.response.split(':')
    if (kind !== 'human' && kind !== 'elsewhere') return failed('invalid-input-response')
    if (!spent.spend(form.data.response, form.data.idempotency_key)) return failed('timeout-or-duplicate')
    const hostname = kind === 'human' ? sandboxHumanCheck.hostname : 'elsewhere.example'
    return c.json({
      success: true,
      challenge_ts: clock.now().toISOString(),
      hostname,
      action,
      cdata: '',
      'error-codes': [],
    })
  })
  return app
}

const Form = z.object({
  secret: z.string(),
  response: z.string().min(1).max(2_048),
  remoteip: z.string().optional(),
  idempotency_key: z.string().optional(),
})

/** Remembers the last 10,000 tokens; a repetition with the same idempotency key is no second use. */
function createSpentTokens() {
  const keyOf = new Map<string, string>()
  return {
    spend(token: string, key = ''): boolean {
      const known = keyOf.get(token)
      if (known !== undefined) return key !== '' && known === key
      const [oldest] = keyOf.keys()
      if (keyOf.size >= 10_000 && oldest !== undefined) keyOf.delete(oldest)
      keyOf.set(token, key)
      return true
    },
  }
}
