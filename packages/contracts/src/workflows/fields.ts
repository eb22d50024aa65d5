import { Role } from '../access/index.ts'
import type { FieldCatalogue, FieldSpec, FieldType } from '../core/index.ts'
import { leadFields } from '../leads/fields.ts'
import { RunSource, type SubjectType } from './vocabulary.ts'

const field = (key: string, type: FieldType, describe: string, more: Partial<Pick<FieldSpec, 'history' | 'values'>> = {}): FieldSpec => ({
  key,
  type,
  describe,
  history: true,
  access: 'read-only',
  ...more,
})
const asOfToday = { history: false } as const

export const userFields: FieldCatalogue = [
  field('user.role', 'choice', 'Role', { ...asOfToday, values: Role.options }),
  field('user.fullName', 'text', 'Name', asOfToday),
  field('user.registeredAt', 'instant', 'When the account was made'),
  field('user.emailVerified', 'boolean', 'The e-mail address is proven'),
  field('user.blocked', 'boolean', 'The account is blocked'),
]

/** Facts of the run itself and of the present instant; the engine answers them. */
export const engineFields: FieldCatalogue = [
  field('run.source', 'choice', 'What started it', { values: RunSource.options }),
  field('run.startedAt', 'instant', 'When it started'),
  field('run.holdout', 'boolean', 'It is in the holdout of a split'),
  field('clock.now', 'instant', 'The present instant'),
  field('clock.day', 'day', 'The calendar day where the person lives'),
  field('clock.weekday', 'number', '1 Monday to 7 Sunday, where the person lives'),
  field('clock.time', 'time', 'HH:mm where the person lives'),
]

/** Facts of people, by the kind of subject. */
export const subjectFields: { readonly [S in SubjectType]: FieldCatalogue } = { lead: leadFields, user: userFields, candidate: [] }

/** Events that tell of a change of a field, with the members that are its old and new value: what `changed-to` looks at. */
export const fieldChanges: Readonly<Record<string, { readonly event: string; readonly from: string; readonly to: string }>> = {
  'lead.status': { event: 'leads.status-changed', from: 'from', to: 'to' },
}
