import { z } from 'zod'
import { Id, Instant, pageInput, pageOf } from '../core/index.ts'
import { ChangeKind, SettingKey, SettingScope } from './vocabulary.ts'

export const SettingChange = z.object({
  changeId: Id,
  key: z.string(),
  scope: SettingScope,
  kind: ChangeKind,
  old: z.json().nullable(),
  oldIsDefault: z.boolean().meta({ description: 'Nothing was set before: the default held' }),
  new: z.json().nullable(),
  newIsDefault: z.boolean().meta({ description: 'It was taken back to the default' }),
  version: z.int().meta({ description: 'The version that this change made' }),
  reason: z.string(),
  by: z.string(),
  approvedBy: z.string().nullable(),
  at: Instant,
  effectiveFrom: Instant,
})
export type SettingChange = z.infer<typeof SettingChange>

export const GetHistoryInput = z.strictObject({ key: SettingKey, scope: SettingScope.default('global'), ...pageInput })
export const GetHistoryOutput = pageOf(SettingChange).meta({ description: 'Newest first' })

export const GetValueAtInput = z.strictObject({
  key: SettingKey,
  scope: SettingScope.default('global'),
  at: Instant.meta({ description: 'Now or earlier' }),
})
export const GetValueAtOutput = z.object({
  value: z.json(),
  version: z.int(),
  change: SettingChange.nullable(),
  assumed: z.boolean().meta({ description: 'Nothing was set at that instant: this is the default of today’s definition' }),
})
