import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface Spent extends Record<string, unknown> {
  /** False: the wait is not over, and nothing was counted. */
  allowed: boolean
  failures: number
  blockedUntil: Date | null
}

/**
 * Counts one more failure in a row before anything is compared, so that parallel guesses cannot all slip in under
 * the limit; success clears the row. From the `free`-th on, each one starts a wait that doubles.
 */
export async function spendInARow(
  reader: Reader,
  key: Uint8Array,
  policy: { free: number; firstWaitMs: number; longestWaitMs: number; forgetMs: number; now: Date },
): Promise<Spent> {
  const { now } = policy
  // A look without a lock first: a flood of tries during the wait would queue up on the row, and with it every connection.
  const wait = await findWait(reader, key)
  if (wait !== undefined && wait.blockedUntil !== null && wait.blockedUntil > now) return wait
  const forgotten = sql`t.last_failure_at <= ${instant(new Date(now.getTime() - policy.forgetMs))}`
  const count = sql`case when ${forgotten} then 1 else t.failures + 1 end`
  const [row] = await rows<Spent>(
    reader,
    sql`insert into identity.throttles as t (key, failures, window_started_at, last_failure_at) values (${bytea(key)}, 1, ${instant(now)}, ${instant(now)})
        on conflict (key) do update set failures = ${count}, last_failure_at = ${instant(now)},
          blocked_until = case when ${count} < ${policy.free} then null
            else ${instant(now)} + least(${policy.firstWaitMs} * power(2, least(${count} - ${policy.free}, 20)), ${policy.longestWaitMs}) * interval '1 millisecond' end
        where t.blocked_until is null or t.blocked_until <= ${instant(now)}
        returning true as allowed, failures, blocked_until as "blockedUntil"`,
  )
  if (row !== undefined) return row
  // Cleared by a success between the two statements: the next try is free again.
  return (await findWait(reader, key)) ?? { allowed: false, failures: 0, blockedUntil: now }
}

async function findWait(reader: Reader, key: Uint8Array): Promise<Spent | undefined> {
  const [row] = await rows<Spent>(
    reader,
    sql`select false as allowed, failures, blocked_until as "blockedUntil" from identity.throttles where key = ${bytea(key)}`,
  )
  return row
}

export async function clearThrottle(reader: Reader, key: Uint8Array): Promise<void> {
  await rows(reader, sql`delete from identity.throttles where key = ${bytea(key)}`)
}

/** Takes one back: nothing was compared. */
export async function unspend(reader: Reader, key: Uint8Array): Promise<void> {
  await rows(
    reader,
    sql`update identity.throttles set failures = failures - 1, blocked_until = null where key = ${bytea(key)} and failures > 0`,
  )
}

export interface Counted extends Record<string, unknown> {
  used: number
  windowStartedAt: Date
  lastAt: Date
}
/** Counts one in a window that begins with its first. */
export async function countInWindow(reader: Reader, key: Uint8Array, windowMs: number, now: Date): Promise<Counted> {
  const over = sql`t.window_started_at <= ${instant(new Date(now.getTime() - windowMs))}`
  const [row] = await rows<Counted>(
    reader,
    sql`insert into identity.throttles as t (key, failures, window_started_at, last_failure_at) values (${bytea(key)}, 1, ${instant(now)}, ${instant(now)})
        on conflict (key) do update set failures = case when ${over} then 1 else t.failures + 1 end,
          window_started_at = case when ${over} then ${instant(now)} else t.window_started_at end, last_failure_at = ${instant(now)}
        returning failures as used, window_started_at as "windowStartedAt", last_failure_at as "lastAt"`,
  )
  return row ?? { used: 1, windowStartedAt: now, lastAt: now }
}

/** What a window holds, without counting. */
export async function readWindow(reader: Reader, key: Uint8Array, windowMs: number, now: Date): Promise<Counted | undefined> {
  const [row] = await rows<Counted>(
    reader,
    sql`select failures as used, window_started_at as "windowStartedAt", last_failure_at as "lastAt" from identity.throttles
        where key = ${bytea(key)} and window_started_at > ${instant(new Date(now.getTime() - windowMs))}`,
  )
  return row
}
