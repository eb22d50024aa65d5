import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { identityKinds } from './identity-kinds.ts'
import { kind, type Kind } from './kind.ts'

/** Rows of an import by what became of them. */
const counts = { created: z.int(), matched: z.int(), updated: z.int(), rejected: z.int() }

/** Everything anybody can be told, with its one source. */
export const kinds = {
  ...identityKinds,
  welcome: kind({
    class: 'transactional',
    channels: ['email', 'in-app'],
    topic: 'account',
    source: 'identity.user-registered',
    variables: z.object({}),
    sample: {},
  }),
  'import-finished': kind({
    class: 'transactional',
    channels: ['email', 'in-app'],
    topic: 'progress',
    source: 'leads.import-finished',
    variables: z.object({
      importId: Id,
      ...counts,
      drift: z.int().meta({ description: 'Rows that turned out differently from the preview' }),
    }),
    sample: { importId: '019a0000-0000-7000-8000-000000000001', created: 180, matched: 10, updated: 5, rejected: 5, drift: 2 },
  }),
  'follow-up-due': kind({
    class: 'transactional',
    channels: ['in-app'],
    topic: 'progress',
    source: 'leads.follow-up-due',
    variables: z.object({ followUpId: Id, leadId: Id, dueAt: Instant }),
    sample: {
      followUpId: '019a0000-0000-7000-8000-000000000001',
      leadId: '019a0000-0000-7000-8000-000000000002',
      dueAt: '2026-11-23T04:30:00.000Z',
    },
  }),
  'email-failed': kind({
    class: 'transactional',
    channels: ['in-app'],
    topic: 'progress',
    source: 'notifications.email-failed',
    variables: z.object({ emailId: Id, kind: Text(60), reason: Text(200) }),
    sample: { emailId: '019a0000-0000-7000-8000-000000000001', kind: 'import-finished', reason: 'hard-bounce' },
  }),
  'progress-nudge': kind({
    class: 'engagement',
    channels: ['email', 'in-app'],
    topic: 'progress',
    source: 'call',
    variables: z.object({ courseName: Text(200), percent: z.int().min(0).max(100) }),
    sample: { courseName: 'Data Analytics', percent: 40 },
  }),
  'lead-nurture': kind({
    class: 'marketing',
    channels: ['email'],
    topic: 'offers',
    list: 'lead-nurture',
    source: 'call',
    variables: z.object({ fullName: Text(120).optional(), courseName: Text(200), link: z.url() }),
    sample: { fullName: 'Asha Rao', courseName: 'Data Analytics', link: 'https://mas.example/courses' },
  }),
  'lead-message': kind({
    class: 'transactional',
    channels: ['email'],
    topic: 'applications',
    source: 'call',
    variables: z.object({ fullName: Text(120).optional(), subject: Text(200), message: Text(4_000) }),
    sample: { fullName: 'Asha Rao', subject: 'Your counselling session', message: 'We meet on Monday at ten.' },
  }),
  'product-news': kind({
    class: 'marketing',
    channels: ['email'],
    topic: 'offers',
    list: 'product-news',
    source: 'call',
    variables: z.object({ headline: Text(200), summary: Text(2_000), link: z.url() }),
    sample: { headline: 'A new course', summary: 'Data Analytics starts in December.', link: 'https://mas.example/news' },
  }),
} as const

export type KindName = keyof typeof kinds
export type KindData<K extends KindName> = z.input<(typeof kinds)[K]['variables']>
type FromSource<O> = { [K in KindName]: (typeof kinds)[K] extends Kind<z.ZodObject, infer S> ? (S extends O ? K : never) : never }[KindName]
/** Kinds that other domains ask for in their transaction; the others have their own way in and no second one. */
export type CallKind = FromSource<'call'>
export type PortKind = FromSource<'port'>

export const KindCode = z.enum(kindNames(kinds)).meta({ description: 'Kind of notice; also the code of its templates' })

/** The keys of the table above, which is what `KindName` is. */
function kindNames<T extends object>(table: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]
}

export function kindOf(name: KindName): Kind {
  return kinds[name]
}
export function isKindName(name: string): name is KindName {
  return Object.hasOwn(kinds, name)
}
