import { z } from 'zod'
import { Platform, Text } from '../core/index.ts'

/** Key of a setting or flag, or a name that it had before. */
export const SettingKey = Text(100).meta({ description: '`<domain>.<kebab>`, or an old name that still answers' })

export const SettingScope = z
  .enum(['global', ...Platform.options.map((platform) => `platform:${platform}` as const)])
  .meta({ description: 'Where a value holds: everywhere, or on one platform, where it goes before the global one' })
export type SettingScope = z.infer<typeof SettingScope>

/** `free` one person; `guarded` one person who has just confirmed who they are; `four-eyes` two administrators. */
export const SettingRisk = z.enum(['free', 'guarded', 'four-eyes'])
export type SettingRisk = z.infer<typeof SettingRisk>

export const ChangeKind = z.enum(['set', 'revert', 'schedule', 'import', 'rules', 'override', 'kill', 'lift'])
export type ChangeKind = z.infer<typeof ChangeKind>

export const BaseVersion = z
  .int()
  .min(0)
  .max(2_147_483_646)
  .meta({ description: 'The version this change was made from; 0 when it was never set' })

/** Why: at least five characters. */
export const Reason = Text(500, 5)
