import { z } from 'zod'
import { Cursor, Id, Instant, pageOf, Text } from '../core/index.ts'
import { BaseVersion, Reason, SettingKey, SettingRisk, SettingScope } from './vocabulary.ts'

export const LastChange = z.object({ changeId: Id.nullable(), at: Instant, by: z.string().nullable(), reason: z.string().nullable() })

/** One setting as it is in force in one scope. */
export const Setting = z.object({
  key: z.string().meta({ description: '`<domain>.<kebab>`' }),
  scope: SettingScope,
  value: z.json().meta({ description: 'What is in force; the unit stands in the definition' }),
  default: z.json(),
  source: z.enum(['default', 'global', 'platform']).meta({ description: 'Where the value in force comes from' }),
  version: z.int().meta({ description: '0 while never set' }),
  describe: z.string().meta({ description: 'Meaning and unit' }),
  unit: z.string().nullable(),
  owner: z.string().meta({ description: 'Domain or team that answers for it' }),
  risk: SettingRisk,
  scopes: z.array(z.enum(['global', 'platform'])),
  exact: z.boolean().meta({ description: 'Read from its row inside the transaction that depends on it' }),
  clientVisible: z.boolean().meta({ description: 'Shown to every client by `getMyFlags`' }),
  ignored: z.boolean().meta({ description: 'A stored value does not fit the definition of this release; the next source is used instead' }),
  lastChange: LastChange.nullable(),
  proposalId: Id.nullable().meta({ description: 'A change of this scope that waits for a second administrator' }),
})
export type Setting = z.infer<typeof Setting>

export const ListSettingsInput = z.strictObject({
  domain: Text(40).optional(),
  changed: z.boolean().optional().meta({ description: 'True: only those that somebody set; false: only those nobody did' }),
  scope: SettingScope.optional().meta({ description: 'Values as they hold there; by default globally' }),
  cursor: Cursor.optional(),
  limit: z.int().min(1).max(500).default(200),
})
export const ListSettingsOutput = pageOf(Setting)

export const GetSettingInput = z.strictObject({ key: SettingKey, scope: SettingScope.optional() })
export const ScheduledChange = z.object({
  changeId: Id,
  key: z.string(),
  scope: SettingScope,
  value: z.json(),
  dueAt: Instant,
  by: z.string(),
  approvedBy: z.string().nullable(),
  reason: z.string(),
})
export const SettingDetail = Setting.extend({
  bounds: z.json().meta({ description: 'JSON Schema of what is accepted' }),
  aliases: z.array(z.string()).meta({ description: 'Old names that answer today' }),
  scheduled: z.array(ScheduledChange).meta({ description: 'Changes whose time has not come, soonest first; at most 100' }),
})
export type SettingDetail = z.infer<typeof SettingDetail>

export const SetSettingInput = z.strictObject({
  key: SettingKey,
  scope: SettingScope.default('global'),
  value: z.json(),
  baseVersion: BaseVersion,
  reason: Reason,
  effectiveFrom: Instant.optional().meta({ description: 'When it shall hold; by default at once. Never in the past' }),
})

/** What became of a change: in force, planned, or waiting for a second administrator. */
export const ChangeOutcome = z.object({
  state: z.enum(['applied', 'scheduled', 'proposed']),
  key: z.string(),
  scope: SettingScope,
  value: z.json().meta({ description: 'The value asked for; the default where it is taken back' }),
  version: z.int().meta({ description: 'Version in force after this call' }),
  changeId: Id.nullable().meta({ description: 'Of the change that is applied or planned' }),
  proposalId: Id.nullable(),
  effectiveFrom: Instant.nullable().meta({ description: 'From when it holds, where that is known' }),
  expiresAt: Instant.nullable().meta({ description: 'Until when a proposal can be approved' }),
})
export type ChangeOutcome = z.infer<typeof ChangeOutcome>

export const PreviewChangeInput = z.strictObject({ key: SettingKey, scope: SettingScope.default('global'), value: z.json() })
export const PreviewChangeOutput = z.object({
  valid: z.boolean(),
  risk: SettingRisk,
  version: z.int().meta({ description: 'The base version for the change' }),
  impact: z.array(
    z.object({ domain: z.string(), text: z.string(), count: z.int().meta({ description: 'How many things the change would touch' }) }),
  ),
  readers: z.array(
    z.object({
      process: z.string(),
      revision: z.int().meta({ description: 'Revision it reads at' }),
      listening: z.boolean().meta({ description: 'False: it asks the database at every read until its listener is back' }),
      seenAt: Instant,
    }),
  ),
  revision: z.int().meta({ description: 'Revision of the database' }),
})

export const RevertChangeInput = z.strictObject({ changeId: Id, reason: Reason })
export const CancelScheduledInput = z.strictObject({ changeId: Id, reason: Reason.optional() })
export const CancelScheduledOutput = z.object({ changeId: Id, key: z.string(), scope: SettingScope, state: z.literal('cancelled') })

export const PruneOrphanInput = z.strictObject({ key: Text(100), reason: Reason })
export const PruneOrphanOutput = z.object({
  key: z.string(),
  pruned: z.int().meta({ description: 'Values, rules and overrides taken away' }),
})
