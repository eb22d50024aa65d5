import { ExportSettingsInput, ExportSettingsOutput, SettingScope } from '@mas/contracts/settings'
import { allValues, currentRevision } from '@mas/db/settings'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { find } from './registry.ts'
import { asJson } from './submit-change.ts'

/** A command, because taking everything out is on record whoever does it. */
export const exportSettings = command({
  verb: 'settings.export-settings',
  summary: 'Answers every value that somebody set, in the form that `importSettings` takes.',
  permission: 'settings.transfer-settings',
  fresh: true,
  input: ExportSettingsInput,
  output: ExportSettingsOutput,
  run: async (t, { domain }) => {
    const now = t.clock.now()
    const rows = (await allValues(t.tx)).filter(
      ({ key }) => (domain === undefined || key.startsWith(`${domain}.`)) && find(key, now)?.kind === 'setting',
    )
    await record(t, {
      action: 'settings.export-settings',
      subject: { type: 'setting', id: domain ?? '*' },
      after: { values: rows.length },
      effect: 'read',
    })
    return {
      format: 1 as const,
      exportedAt: now.toISOString(),
      revision: await currentRevision(t.tx),
      values: rows.map(({ key, scope, value }) => ({ key, scope: SettingScope.parse(scope), value: asJson(value) })),
    }
  },
})
