import { z } from 'zod'
import { defineFlag, defineSetting } from '../settings/index.ts'

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const notificationSettings = {
  dailyCap: defineSetting({
    key: 'notifications.daily-cap',
    schema: z.int().min(1).max(3),
    default: 3,
    describe: 'Notices that are not critical, for one student and IST day, over all channels',
  }),
  marketingPerDay: defineSetting({
    key: 'notifications.marketing-per-day',
    schema: z.int().min(0).max(1),
    default: 1,
    describe: 'How many of a student’s daily notices may be marketing',
  }),
  quiet: defineSetting({
    key: 'notifications.quiet',
    schema: z.object({ from: WallTime, to: WallTime }).refine(({ from, to }) => from !== to),
    default: { from: '22:00', to: '08:00' },
    describe: 'Quiet hours of people who chose none, on their own wall clock; the beginning belongs to them, the end does not',
  }),
  overflowAt: defineSetting({
    key: 'notifications.digest-at',
    schema: WallTime,
    default: '08:30',
    describe: 'When what had no room in the daily cap comes the next day, on the person’s wall clock',
  }),
  softBounces: defineSetting({
    key: 'notifications.soft-bounces',
    schema: z.object({ count: z.int().min(1).max(20), withinDays: z.int().min(1).max(90), lastingDays: z.int().min(1).max(365) }),
    default: { count: 3, withinDays: 14, lastingDays: 30 },
    describe: 'So many temporary bounces within so many days stop mail to an address for so many days',
  }),
  retentionDays: defineSetting({
    key: 'notifications.retention-days',
    schema: z.int().min(1).max(3_650),
    default: 180,
    describe: 'Days for which the rendered text of a mail is kept',
  }),
} as const

/** Codes, receipts and alarms go on: without them nobody could sign in and lift it again. */
export const outreachOn = defineFlag({
  key: 'notifications.outreach',
  default: true,
  owner: 'notifications',
  expiresOn: '2027-12-31',
  killSwitch: true,
  clientVisible: false,
  describe: 'Everything that is sent to people and is not critical; while it is killed it waits and goes out afterwards',
})
