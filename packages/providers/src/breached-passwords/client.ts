import { createHash } from 'node:crypto'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { BreachedPasswords } from '@mas/kernel/ports/breached-passwords'
import type { SlotMode } from '@mas/kernel/providers'
import { createHttpClient, refused } from '../http/index.ts'
import { countInRange } from './map.ts'

export interface BreachedPasswordsOptions {
  readonly mode: SlotMode
  /** `https://api.pwnedpasswords.com`, or the sandbox; `/range/…` is added. */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** Default 1 s: a person is waiting, and the bundled list is there without it. */
  readonly timeoutMs?: number
}

/** Have I Been Pwned's range search: the service learns five hex digits of a hash, and padding hides even the hits. */
export function createBreachedPasswords({ mode, url, clock, log, timeoutMs = 1_000 }: BreachedPasswordsOptions): BreachedPasswords {
  const http = createHttpClient({ provider: 'breached-passwords', timeoutMs, attempts: 1, clock, log })
  const headers = { 'add-padding': 'true', 'user-agent': 'mas-backend' }
  return {
    mode,
    async timesSeen(password) {
      const digest = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase()
      const rangeUrl = `${url}/range/${digest.slice(0, 5)}`
      return http.call({ operation: 'range', method: 'GET', url: rangeUrl, effect: 'none', headers }, (reply) =>
        reply.status === 200 ? countInRange(reply.text(), digest.slice(5)) : refused(`range: answered ${reply.status}`, 'later'),
      )
    },
  }
}
