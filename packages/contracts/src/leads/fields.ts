import { Platform, type FieldCatalogue, type FieldSpec, type FieldType } from '../core/index.ts'
import { IntakeChannel, LeadStatus, Temperature } from './vocabulary.ts'

const liveStatuses = LeadStatus.options.filter((status) => status !== 'merged' && status !== 'withdrawn')

type More = Partial<Pick<FieldSpec, 'history' | 'access' | 'values'>>
const field = (key: string, type: FieldType, describe: string, more: More = {}): FieldSpec => ({
  key: `lead.${key}`,
  type,
  describe,
  history: false,
  access: 'read-only',
  ...more,
})
const settable = { access: 'settable' } as const
const told = { history: true } as const

/** What conditions may ask about a lead, and what a workflow may write. `getFacts` of leads answers all of them. */
export const leadFields: FieldCatalogue = [
  field('status', 'choice', 'Where the lead stands', { ...told, ...settable, values: liveStatuses }),
  field('statusSince', 'instant', 'Since when it stands there', told),
  field('lostReason', 'text', 'Why it was closed as lost or invalid'),
  field('fullName', 'text', 'Name', settable),
  field('city', 'text', 'City', settable),
  field('state', 'text', 'State of India, or region', settable),
  field('college', 'text', 'College', settable),
  field('graduationYear', 'number', 'Year of graduation', settable),
  field('profession', 'text', 'Profession', settable),
  field('language', 'text', 'Language the person speaks', settable),
  field('timeZone', 'text', 'IANA zone'),
  field('platform', 'choice', 'Brand the lead came in through', { ...told, values: Platform.options }),
  field('temperature', 'choice', 'Set by hand within 30 days, else predicted from calls', { ...settable, values: Temperature.options }),
  field('predictedInterest', 'choice', 'Predicted from calls', { values: Temperature.options }),
  field('owningHeadId', 'choice', 'Sales head whose pool it is in (id of a user)'),
  field('assignedTo', 'choice', 'Telecaller (id of a user)'),
  field('counsellorId', 'choice', 'Counsellor (id of a user)'),
  field('capturedBy', 'choice', 'Who took the lead in by hand (id of a user)', told),
  field('source', 'text', 'Code of the first source', told),
  field('channel', 'choice', 'Channel of the first arrival', { ...told, values: IntakeChannel.options }),
  field('campaigns', 'list', 'Codes of the campaigns it came through'),
  field('products', 'list', 'Codes of the products it is interested in'),
  field('interests', 'list', 'Products with their session year: code/year'),
  field('tags', 'list', 'Slugs of its tags'),
  field('firstIntakeAt', 'instant', 'First arrival', told),
  field('lastActivityAt', 'instant', 'Latest entry of its journal'),
  field('attempts', 'number', 'Contact attempts by people and machines', told),
  field('attemptDays', 'number', 'Days in India with an attempt', told),
  field('firstAttemptAt', 'instant', 'First contact attempt', told),
  field('lastAttemptAt', 'instant', 'Latest contact attempt', told),
  field('nextFollowUpAt', 'instant', 'When the earliest open follow-up is due'),
  field('reopened', 'number', 'How often it was reopened', told),
  field('hasPhone', 'boolean', 'Has a phone number that works'),
  field('hasEmail', 'boolean', 'Has an e-mail address that works'),
  field('convertedUserId', 'choice', 'The account it became (id of a user)'),
  field('extra.*', 'text', 'A column of the free data, as text', settable),
]
