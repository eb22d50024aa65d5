import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, uuids } from '../rows.ts'

export interface PreferenceRow extends Record<string, unknown> {
  topic: string
  channel: string
  is_on: boolean
}

export function findPreferences(reader: Reader, userId: string): Promise<PreferenceRow[]> {
  return rows<PreferenceRow>(reader, sql`select topic, channel, is_on from notifications.preferences where user_id = ${userId}::uuid`)
}

/** What these people set, by user. */
export function preferencesOf(reader: Reader, userIds: readonly string[]): Promise<(PreferenceRow & { user_id: string })[]> {
  return rows(reader, sql`select user_id, topic, channel, is_on from notifications.preferences where user_id = any(${uuids(userIds)})`)
}

/** Quiet hours of those who chose some. */
export function quietHoursOf(
  reader: Reader,
  userIds: readonly string[],
): Promise<{ user_id: string; from: string; to: string; days: number[] }[]> {
  return rows(
    reader,
    sql`select user_id, from_time as "from", to_time as "to", days from notifications.quiet_hours where user_id = any(${uuids(userIds)})`,
  )
}

export async function upsertPreferences(
  tx: Tx,
  userId: string,
  changes: readonly { topic: string; channel: string; on: boolean }[],
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into notifications.preferences (user_id, topic, channel, is_on, set_at)
        select distinct on (topic, channel) ${userId}::uuid, topic, channel, is_on, ${now.toISOString()}::timestamptz
        from ${recordset(
          changes.map(({ topic, channel, on }, n) => ({ topic, channel, is_on: on, n })),
          'topic text, channel text, is_on boolean, n int',
        )} order by topic, channel, n desc
        on conflict (user_id, topic, channel) do update set is_on = excluded.is_on, set_at = excluded.set_at`,
  )
}

export async function findQuietHours(reader: Reader, userId: string): Promise<{ from: string; to: string; days: number[] } | undefined> {
  const [row] = await rows<{ from: string; to: string; days: number[] }>(
    reader,
    sql`select from_time as "from", to_time as "to", days from notifications.quiet_hours where user_id = ${userId}::uuid`,
  )
  return row
}

export async function setQuietHoursRow(
  tx: Tx,
  userId: string,
  quiet: { from: string; to: string; days: readonly number[] } | null,
  now: Date,
): Promise<void> {
  if (quiet === null) {
    await rows(tx, sql`delete from notifications.quiet_hours where user_id = ${userId}::uuid`)
    return
  }
  await rows(
    tx,
    sql`insert into notifications.quiet_hours (user_id, from_time, to_time, days, set_at)
        values (${userId}::uuid, ${quiet.from}, ${quiet.to}, ${JSON.stringify(quiet.days)}::text::jsonb, ${now.toISOString()}::timestamptz)
        on conflict (user_id) do update set from_time = excluded.from_time, to_time = excluded.to_time, days = excluded.days, set_at = excluded.set_at`,
  )
}

export interface SlotClaim {
  readonly userId: string
  readonly day: string
  readonly claimKey: string
  readonly class: string
  /** Slots a day, 1 to 3. */
  readonly cap: number
  readonly now: Date
}
/**
 * Takes a free slot of the day. `taken` once per claim key, however often it is asked; `full` when none is left;
 * `marketing-full` when the one slot that marketing may take is gone.
 */
export async function takeSlot(tx: Tx, claim: SlotClaim): Promise<'taken' | 'full' | 'marketing-full'> {
  // Each turn that inserts nothing has lost a slot to somebody else, so there are at most as many turns as slots.
  for (let turn = 0; turn <= claim.cap; turn++) {
    const inserted = await rows(
      tx,
      sql`insert into notifications.day_slots (user_id, day, slot, claim_key, class, at)
          select ${claim.userId}::uuid, ${claim.day}::date, n, ${claim.claimKey}, ${claim.class}, ${claim.now.toISOString()}::timestamptz from generate_series(1, ${claim.cap}::int) n
          where not exists (select 1 from notifications.day_slots s where s.user_id = ${claim.userId}::uuid and s.day = ${claim.day}::date and s.slot = n)
          order by n limit 1 on conflict do nothing returning 1 as one`,
    )
    if (inserted.length === 1) return 'taken'
    const taken = await rows<{ claim_key: string; class: string; day: string }>(
      tx,
      sql`select claim_key, class, day::text as day from notifications.day_slots where user_id = ${claim.userId}::uuid and (day = ${claim.day}::date or claim_key = ${claim.claimKey})`,
    )
    if (taken.some((slot) => slot.claim_key === claim.claimKey)) return 'taken'
    if (claim.class === 'marketing' && taken.some((slot) => slot.class === 'marketing')) return 'marketing-full'
    if (taken.length >= claim.cap) return 'full'
  }
  return 'full'
}
