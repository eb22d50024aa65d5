import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { BaseVersion, Reason, SettingKey, SettingScope } from './vocabulary.ts'

export const ReadMachineInput = z.strictObject({ keys: z.array(SettingKey).min(1).max(200) })
export const ReadMachineOutput = z.object({
  values: z
    .record(z.string(), z.json())
    .meta({ description: 'By the name that was asked for; flags as true or false for nobody in particular' }),
})

export const ExportSettingsInput = z.strictObject({ domain: Text(40).optional() })
export const ExportSettingsOutput = z.object({
  format: z.literal(1),
  exportedAt: Instant,
  revision: z.int(),
  values: z
    .array(z.object({ key: z.string(), scope: SettingScope, value: z.json() }))
    .meta({ description: 'Everything that is not at its default' }),
})

export const ImportItem = z.strictObject({
  key: SettingKey,
  scope: SettingScope.default('global'),
  value: z.json(),
  baseVersion: BaseVersion.optional().meta({ description: 'Refuse the import unless this version is current' }),
})
export const ImportSettingsInput = z.strictObject({
  values: z.array(ImportItem).min(1).max(5_000),
  dryRun: z.boolean().default(true).meta({ description: 'True: only say what would happen' }),
  reason: Reason,
})
export const ImportSettingsOutput = z.object({
  applied: z.int(),
  proposed: z.int(),
  items: z.array(
    z.object({
      key: z.string(),
      scope: SettingScope,
      outcome: z.enum(['same', 'change', 'invalid', 'needs-approval']),
      version: z.int().meta({ description: 'Current version, the base of the change' }),
      issue: z.string().nullable(),
      changeId: Id.nullable(),
      proposalId: Id.nullable(),
    }),
  ),
})
