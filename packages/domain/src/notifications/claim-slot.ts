import type { NoticeClass, Topic } from '@mas/contracts/notifications'
import { findPreferences, findQuietHours, takeSlot } from '@mas/db/notifications'
import { addDays, atTime, businessZone, dayIn, type TxCtx } from '@mas/kernel'
import { readSettings } from '../settings/index.ts'
import { isOn } from './decision-rules.ts'
import { houseQuiet } from './intent-facts.ts'
import { quietUntil } from './quiet-rules.ts'
import { notificationSettings } from './settings.ts'

export type SlotAnswer =
  | { readonly answer: 'allow' }
  | { readonly answer: 'defer'; readonly until: Date; readonly reason: 'quiet-hours' | 'cap' }
  | { readonly answer: 'suppressed'; readonly reason: 'preference' | 'cap' }

interface Claimant {
  readonly userId: string
  readonly class: NoticeClass
  readonly dedupeKey: string
  /** The person's own; the day of the cap is always the Indian one. */
  readonly zone?: string
}

/**
 * Part for channels other than ours: may this person be told now? Preference, quiet hours and the day's cap are
 * decided here once. The same key asked again gets the slot it has.
 */
export async function claimSlot(t: TxCtx, claim: Claimant & { topic: Topic }): Promise<SlotAnswer> {
  if (claim.class === 'critical') return { answer: 'allow' }
  const stored = await findPreferences(t.tx, claim.userId)
  // Messengers have no column of their own in the matrix: they follow what the person chose for mail.
  if (!isOn(new Map(stored.map(({ topic, channel, is_on }) => [`${topic}/${channel}`, is_on])), claim.topic, 'email'))
    return { answer: 'suppressed', reason: 'preference' }
  if (claim.class === 'engagement' || claim.class === 'marketing') {
    const quiet = (await findQuietHours(t.tx, claim.userId)) ?? (await houseQuiet(t))
    const until = quietUntil(t.clock.now(), quiet, claim.zone ?? businessZone)
    if (until !== undefined) return { answer: 'defer', until, reason: 'quiet-hours' }
  }
  return takeDaySlot(t, { ...claim, dedupeKey: `slot:${claim.dedupeKey}` })
}

/** Takes a slot of the Indian day. Without one, marketing is dropped and everything else comes the next day. */
export async function takeDaySlot(t: TxCtx, claim: Claimant): Promise<SlotAnswer> {
  const now = t.clock.now()
  const { dailyCap, marketingPerDay, overflowAt } = await readSettings(t, notificationSettings)
  if (claim.class === 'marketing' && marketingPerDay === 0) return { answer: 'suppressed', reason: 'cap' }
  const day = dayIn(now)
  const taken = await takeSlot(t.tx, { userId: claim.userId, day, claimKey: claim.dedupeKey, class: claim.class, cap: dailyCap, now })
  if (taken === 'taken') return { answer: 'allow' }
  if (claim.class === 'marketing') return { answer: 'suppressed', reason: 'cap' }
  return { answer: 'defer', until: nextRoom(day, overflowAt, claim.zone ?? businessZone), reason: 'cap' }
}

/** The chosen time of the next day; never before the next Indian day has begun. */
function nextRoom(day: string, time: string, zone: string): Date {
  const tomorrow = addDays(day, 1)
  return new Date(Math.max(atTime(tomorrow, time, zone).getTime(), atTime(tomorrow, '00:00').getTime()))
}
