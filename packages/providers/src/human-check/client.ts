import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { HumanCheck, HumanCheckRequest, HumanCheckResult } from '@mas/kernel/ports/human-check'
import type { ProviderAnswer, SlotMode } from '@mas/kernel/providers'
import { createHttpClient, ok, refused, type HttpReply } from '../http/index.ts'

export interface HumanCheckOptions {
  readonly mode: SlotMode
  /** `https://challenges.cloudflare.com/turnstile/v0/siteverify`, or the sandbox. */
  readonly verifyUrl: string
  readonly secret: string
  /** The pages that may show the widget; a token from elsewhere does not pass. */
  readonly hostnames: readonly string[]
  readonly clock: Clock
  readonly log: Log
  /** Of one attempt. Default 3 s: a person is waiting. */
  readonly timeoutMs?: number
}

/** Cloudflare Turnstile, server side. */
export function createHumanCheck(options: HumanCheckOptions): HumanCheck {
  const { verifyUrl, secret, hostnames, clock, log } = options
  const http = createHttpClient({
    provider: 'human-check',
    timeoutMs: options.timeoutMs ?? 3_000,
    attempts: 2,
    clock,
    log,
  })
  return {
    mode: options.mode,
    async check(request) {
      const body = new URLSearchParams({
        secret,
        response: request.token,
        ...(request.remoteIp === undefined ? {} : { remoteip: request.remoteIp }),
        // A token is valid once; with the key a repeated request gets the first answer again.
        idempotency_key: crypto.randomUUID(),
      }).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await http.call({ operation: 'siteverify', method: 'POST', url: verifyUrl, effect: 'keyed', headers, body }, (reply) =>
        readVerdict(reply, request, hostnames),
      )
      // Nothing was done that could be in doubt: not knowing is an outage, and the caller has a way around it.
      return answer.outcome === 'in_doubt' ? refused(answer.reason, 'later') : answer
    },
  }
}

const Verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
})

/** Faults of ours or of the vendor; they say nothing about the person. */
const notThePerson = new Set(['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error'])

function readVerdict(reply: HttpReply, { action }: HumanCheckRequest, hostnames: readonly string[]): ProviderAnswer<HumanCheckResult> {
  const parsed = Verdict.safeParse(reply.json())
  if (!parsed.success) return refused(`siteverify: unreadable answer (${reply.status})`, 'later')
  const { success, 'error-codes': codes } = parsed.data
  const fault = codes.find((code) => notThePerson.has(code))
  if (!success && fault !== undefined) return refused(`siteverify: ${fault}`, 'later')
  if (!success) {
    return ok({ human: false, reason: codes.includes('timeout-or-duplicate') ? 'used-or-expired' : 'invalid' })
  }
  if (parsed.data.action !== action) return ok({ human: false, reason: 'other-action' })
  if (!hostnames.includes(parsed.data.hostname ?? '')) return ok({ human: false, reason: 'other-host' })
  return ok({ human: true })
}
