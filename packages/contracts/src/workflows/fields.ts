import { LeadStatus, Temperature } from '../leads/vocabulary.ts'
import { Role } from '../access/index.ts'
import type { FieldType } from './conditions.ts'
import { RunSource, type SubjectType } from './vocabulary.ts'

/** One thing a condition can ask about. The owning domain answers it for many people at once. */
export interface Field {
  readonly type: FieldType
  readonly choices?: readonly string[]
  /** Whether its past values can be read back from the event log; a back-test takes the others as of today. */
  readonly history: boolean
  /** A workflow may set it. */
  readonly writable?: boolean
  /** The event that tells of a change and the member of it that is the new value: what `changed-to` looks at. */
  readonly changes?: { readonly event: string; readonly from?: string; readonly to: string }
  readonly describe: string
}
type Fields = Readonly<Record<string, Field>>

export const leadFields: Fields = {
  'lead.status': {
    type: 'choice',
    choices: LeadStatus.options,
    history: true,
    changes: { event: 'leads.status-changed', from: 'from', to: 'to' },
    describe: 'Status in the working pool',
  },
  'lead.lostReason': { type: 'text', history: false, describe: 'Why it was closed' },
  'lead.temperature': {
    type: 'choice',
    choices: Temperature.options,
    history: false,
    writable: true,
    describe: 'Set by hand or predicted',
  },
  'lead.tags': { type: 'list', history: true, changes: { event: 'leads.tagged', to: 'tag' }, describe: 'Slugs of its tags' },
  'lead.fullName': { type: 'text', history: false, writable: true, describe: 'Name' },
  'lead.city': { type: 'text', history: false, writable: true, describe: 'City' },
  'lead.state': { type: 'text', history: false, writable: true, describe: 'State' },
  'lead.college': { type: 'text', history: false, writable: true, describe: 'College' },
  'lead.profession': { type: 'text', history: false, writable: true, describe: 'Profession' },
  'lead.language': { type: 'text', history: false, writable: true, describe: 'Language' },
  'lead.timeZone': { type: 'text', history: false, describe: 'IANA zone of the person' },
  'lead.graduationYear': { type: 'number', history: false, writable: true, describe: 'Year of graduation' },
  'lead.attempts': { type: 'number', history: true, describe: 'Contact attempts' },
  'lead.attemptDays': { type: 'number', history: true, describe: 'Days in India with an attempt' },
  'lead.reopened': { type: 'number', history: true, describe: 'How often it was reopened' },
  'lead.firstIntakeAt': { type: 'instant', history: true, describe: 'First arrival' },
  'lead.firstAttemptAt': { type: 'instant', history: true, describe: 'First contact attempt' },
  'lead.lastAttemptAt': { type: 'instant', history: true, describe: 'Latest contact attempt' },
  'lead.lastActivityAt': { type: 'instant', history: false, describe: 'Latest activity' },
  'lead.statusSince': { type: 'instant', history: true, describe: 'Since when it has its status' },
  'lead.owningHeadId': { type: 'text', history: false, describe: 'Id of the owning sales head' },
  'lead.assignedTo': { type: 'text', history: false, describe: 'Id of the telecaller' },
  'lead.counsellorId': { type: 'text', history: false, describe: 'Id of the counsellor' },
  'lead.convertedUserId': { type: 'text', history: false, describe: 'Id of the account it became' },
}
export const userFields: Fields = {
  'user.role': { type: 'choice', choices: Role.options, history: false, describe: 'Role' },
  'user.fullName': { type: 'text', history: false, describe: 'Name' },
  'user.registeredAt': { type: 'instant', history: true, describe: 'When the account was made' },
  'user.emailVerified': { type: 'boolean', history: true, describe: 'The e-mail address is proven' },
  'user.blocked': { type: 'boolean', history: true, describe: 'The account is blocked' },
}
/** Facts of the run itself; the engine answers them. */
export const runFields: Fields = {
  'run.source': { type: 'choice', choices: RunSource.options, history: true, describe: 'What started it' },
  'run.startedAt': { type: 'instant', history: true, describe: 'When it started' },
  'run.holdout': { type: 'boolean', history: true, describe: 'It is in the holdout of a split' },
}
export const clockFields: Fields = {
  'clock.now': { type: 'instant', history: true, describe: 'The present instant' },
  'clock.day': { type: 'day', history: true, describe: 'The calendar day where the person lives' },
  'clock.weekday': { type: 'number', history: true, describe: '1 Monday to 7 Sunday, where the person lives' },
  'clock.time': { type: 'time', history: true, describe: 'HH:mm where the person lives' },
}

/** Facts of people, by the kind of subject. */
export const subjectFields: { readonly [S in SubjectType]: Fields } = { lead: leadFields, user: userFields, candidate: {} }
