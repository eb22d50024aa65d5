import type { FilePurpose } from '@mas/contracts/files'
import { bookQuota } from '@mas/db/files'
import { dayIn, networkOf, type TxCtx } from '@mas/kernel'
import { readSettings } from '../settings/index.ts'
import { anonymousTicketsPerHour, quotaMib, quotaObjects } from './purpose-settings.ts'

const mebibyte = 1024 * 1024
const uncounted = Number.MAX_SAFE_INTEGER

/**
 * Books an announced file against what its uploader may announce (rule 13): strangers by network and hour, people of
 * role USER by purpose and day. Everybody else is at work here.
 */
export async function bookTicket(t: TxCtx, purpose: FilePurpose, bytes: number): Promise<void> {
  const { actor } = t
  const now = t.clock.now()
  if (actor.kind === 'anonymous') {
    const { anonymous } = await readSettings(t, { anonymous: anonymousTicketsPerHour })
    const who = `network:${networkOf(t.client?.ip)}`
    const period = now.toISOString().slice(0, 13)
    return bookQuota(t.tx, { who, purpose: 'any', period, count: 1, bytes: 0, capCount: anonymous, capBytes: uncounted, now })
  }
  if (actor.kind !== 'user' || actor.role !== 'USER') return
  const caps = await readSettings(t, { objects: quotaObjects, mib: quotaMib })
  // How long a recording becomes is known when it is over, and its purpose has a limit of its own.
  const capBytes = purpose === 'recording' ? uncounted : caps.mib * mebibyte
  await bookQuota(t.tx, {
    who: `user:${actor.userId}`,
    purpose,
    period: dayIn(now),
    count: 1,
    bytes,
    capCount: caps.objects,
    capBytes,
    now,
  })
}
