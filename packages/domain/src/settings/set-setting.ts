import { SetSettingInput, Setting } from '@mas/contracts/settings'
import { findValue, insertChange, setValue } from '@mas/db/settings'
import { actorKey, command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { findSetting } from './define.ts'

export const setSetting = command({
  verb: 'settings.set-setting',
  summary: 'Changes a setting, effective at once on every process. Refused when somebody else changed it since `baseVersion`.',
  permission: 'settings.set-setting',
  refuses: ['settings.unknown-key', 'settings.invalid-value', 'settings.stale', 'identity.break-glass-denied'],
  input: SetSettingInput,
  output: Setting,
  run: async (t, { key, value, baseVersion, reason }) => {
    const type = findSetting(key)
    if (type === undefined) throw fail('settings.unknown-key', { key })
    if (t.actor.kind === 'user' && t.actor.mode === 'break-glass' && type.killSwitch !== true) throw fail('identity.break-glass-denied')
    const parsed = type.schema.safeParse(value)
    if (!parsed.success)
      throw fail('settings.invalid-value', { issues: parsed.error.issues.map(({ path, message }) => ({ path, message })) })

    const before = await findValue(t.tx, key)
    const at = t.clock.now()
    if (!(await setValue(t.tx, { key, value: parsed.data, baseVersion, at })))
      throw fail('settings.stale', { version: before?.version ?? 0 })

    await insertChange(t.tx, {
      id: newId(at.getTime()),
      key,
      old: before?.value,
      value: parsed.data,
      baseVersion,
      reason,
      by: actorKey(t.actor),
      at,
    })
    await record(t, {
      action: 'settings.set-setting',
      subject: { type: 'setting', id: key },
      before: { value: before?.value ?? type.default },
      after: { value: parsed.data },
      reason,
    })
    return Setting.parse({ key, value: parsed.data, default: type.default, describe: type.describe, version: baseVersion + 1 })
  },
})
