import { z } from 'zod'
import { Text } from '../core/index.ts'

export const Setting = z.object({
  key: z.string().meta({ description: '`<domain>.<kebab>`' }),
  value: z.json(),
  default: z.json(),
  describe: z.string().meta({ description: 'Meaning and unit' }),
  version: z.int().meta({ description: '0 while never set' }),
})
export type Setting = z.infer<typeof Setting>

export const ListSettingsInput = z.strictObject({ domain: Text(40).optional() })
export const ListSettingsOutput = z.object({ items: z.array(Setting) })

export const SetSettingInput = z.strictObject({
  key: Text(100),
  value: z.json(),
  baseVersion: z.int().min(0).meta({ description: 'The version this change was made from; 0 when it was never set' }),
  reason: Text(500, 5),
})
