import { createHash } from 'node:crypto'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { OperatorPager } from '@mas/kernel/ports/operator-pager'
import type { SlotMode } from '@mas/kernel/providers'
import { svixSignature } from '../email/resend/svix.ts'
import { createHttpClient, ok, refused } from '../http/index.ts'

export interface OperatorPagerOptions {
  readonly mode: SlotMode
  readonly url: string
  /** `whsec_…` */
  readonly secret: string
  readonly clock: Clock
  readonly log: Log
  readonly timeoutMs?: number
  readonly sleep?: (ms: number) => Promise<void>
}

/** Pages over a signed POST as Standard Webhooks 1.0.0 define it; on-call tools and small relays read that. */
export function createOperatorPager({ mode, url, secret, clock, log, timeoutMs = 5_000, sleep }: OperatorPagerOptions): OperatorPager {
  const http = createHttpClient({ provider: 'on-call', timeoutMs, clock, log, maxBytes: 65_536, ...(sleep && { sleep }) })
  return {
    mode,
    async page({ key, summary, details, raisedAt }) {
      const id = `page_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
      const data = { key, summary, details }
      const body = JSON.stringify({ type: 'operator.page', timestamp: raisedAt.toISOString(), data })
      const timestamp = String(Math.floor(clock.now().getTime() / 1000))
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'mas-backend',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': svixSignature(secret, { id, timestamp }, Buffer.from(body)),
      }
      return http.call({ operation: 'page', method: 'POST', url, effect: 'keyed', headers, body }, ({ status }) =>
        status >= 200 && status < 300 ? ok(null) : refused(`page: answered ${status}`, 'later'),
      )
    },
  }
}

/** Stands in where nobody is on call: what happened is in the log. */
export const operatorPagerOff: OperatorPager = {
  mode: 'off',
  page: async () => refused('nobody is on call (ON_CALL_URL)', 'never'),
}
