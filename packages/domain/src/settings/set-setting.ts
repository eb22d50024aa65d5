import { ChangeOutcome, SetSettingInput } from '@mas/contracts/settings'
import { command, fail } from '@mas/kernel'
import { requireSetting } from './access.ts'
import { beginChange } from './begin-change.ts'
import { submitChange } from './submit-change.ts'

export const setSetting = command({
  verb: 'settings.set-setting',
  summary:
    'Changes a setting in one scope: at once on every process, or from `effectiveFrom` on; a four-eyes setting is proposed to a second administrator. Refused when somebody changed it since `baseVersion`. Guarded and four-eyes settings need a fresh confirmation of identity.',
  permission: 'settings.set-setting',
  refuses: [
    'settings.unknown-key',
    'settings.scope-refused',
    'settings.invalid-value',
    'settings.stale',
    'settings.proposal-open',
    'request.fresh-sign-in-required',
  ],
  input: SetSettingInput,
  output: ChangeOutcome,
  run: async (t, { key, scope, value, baseVersion, reason, effectiveFrom }) => {
    const type = requireSetting(t, key)
    await beginChange(t)
    const from = effectiveFrom === undefined ? null : new Date(effectiveFrom)
    if (from !== null && from < t.clock.now())
      throw fail('settings.invalid-value', { key: type.key, issues: [{ path: ['effectiveFrom'], message: 'lies in the past' }] })
    return submitChange(t, {
      action: 'settings.set-setting',
      type,
      scope,
      value,
      set: true,
      baseVersion,
      kind: 'set',
      reason,
      effectiveFrom: from,
    })
  },
})
