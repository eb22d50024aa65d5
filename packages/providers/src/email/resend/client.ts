import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { EmailSender } from '@mas/kernel/ports/email-sender'
import type { SlotMode } from '@mas/kernel/providers'
import { createHttpClient, refused } from '../../http/index.ts'
import { unsafeHeader } from '../unsafe-header.ts'
import { readSent, resendBodyOf } from './map.ts'

export interface ResendSenderOptions {
  readonly mode: SlotMode
  /** `https://api.resend.com`, or the sandbox. */
  readonly url: string
  readonly apiKey: string
  readonly clock: Clock
  readonly log: Log
  /** Of one attempt. Default 8 s. */
  readonly timeoutMs?: number
}

/** Sends through Resend. Its idempotency keys hold for 24 hours, so within them a repetition mails nothing twice. */
export function createResendSender({ mode, url, apiKey, clock, log, timeoutMs = 8_000 }: ResendSenderOptions): EmailSender {
  const http = createHttpClient({ provider: 'resend', timeoutMs, attempts: 2, clock, log })
  return {
    mode,
    vendor: 'resend',
    repeatable: true,
    async send(email, idempotencyKey) {
      const unsafe = unsafeHeader(email)
      if (unsafe !== undefined) return refused(`${unsafe} cannot stand in a mail header`, 'never')
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      }
      const body = JSON.stringify(resendBodyOf(email))
      const call = {
        operation: 'send-email',
        method: 'POST',
        url: `${url}/emails`,
        effect: 'keyed',
        headers,
        body,
      } as const
      return http.call(call, readSent)
    },
  }
}
