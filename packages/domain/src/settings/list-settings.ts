import { ListSettingsInput, ListSettingsOutput, Setting } from '@mas/contracts/settings'
import { findValues } from '@mas/db/settings'
import { query } from '@mas/kernel'
import { declaredSettings } from './define.ts'

export const listSettings = query({
  verb: 'settings.list-settings',
  summary: 'Lists every setting with its value in force, its default, its unit and its version.',
  permission: 'settings.list-settings',
  input: ListSettingsInput,
  output: ListSettingsOutput,
  run: async (ctx, { domain }) => {
    const stored = new Map((await findValues(ctx.db)).map((row) => [row.key, row]))
    const items = declaredSettings()
      .filter(({ key }) => domain === undefined || key.startsWith(`${domain}.`))
      .map(({ key, describe, default: fallback }) => ({
        key,
        describe,
        default: fallback,
        value: stored.get(key)?.value ?? fallback,
        version: stored.get(key)?.version ?? 0,
      }))
    return { items: items.map((item) => Setting.parse(item)) }
  },
})
