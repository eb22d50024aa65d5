import { z } from 'zod'

/** What a person may switch per channel; every kind names one. */
export const Topic = z.enum([
  'account',
  'payments',
  'meetings',
  'learning',
  'assessments',
  'applications',
  'hiring',
  'community',
  'progress',
  'offers',
])
export type Topic = z.infer<typeof Topic>
/** Not switchable: who may not be told of these things may not be told the truth. */
export const mandatoryTopics: readonly Topic[] = ['account', 'payments']

export const Channel = z.enum(['email', 'in-app'])
export type Channel = z.infer<typeof Channel>

export const NoticeClass = z.enum(['critical', 'transactional', 'engagement', 'marketing'])
export type NoticeClass = z.infer<typeof NoticeClass>

/** Marketing mail belongs to exactly one list; unsubscribing leaves that list only. */
export const MailingList = z.enum(['product-news', 'course-reminders', 'lead-nurture', 'events'])
export type MailingList = z.infer<typeof MailingList>
