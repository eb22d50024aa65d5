import { FlagOutcomeOfChange, SetFlagOverrideInput } from '@mas/contracts/settings'
import { command, fail } from '@mas/kernel'
import { requireFlag } from './access.ts'
import { beginChange } from './begin-change.ts'
import { submitFlagChange } from './change-flag.ts'

export const setFlagOverride = command({
  verb: 'settings.set-flag-override',
  summary: 'Switches a flag on or off for one person, before any rule is read; until an instant or until it is taken away.',
  permission: 'settings.set-flag',
  refuses: ['settings.unknown-key', 'settings.rule-invalid', 'settings.proposal-open', 'request.fresh-sign-in-required'],
  input: SetFlagOverrideInput,
  output: FlagOutcomeOfChange,
  run: async (t, { flag: name, userId, value, until, reason }) => {
    const flag = requireFlag(t, name)
    if (until !== undefined && new Date(until) <= t.clock.now())
      throw fail('settings.rule-invalid', { issues: [{ path: ['until'], message: 'lies in the past' }] })
    await beginChange(t)
    const ends = until === undefined || value === null ? null : new Date(until).toISOString()
    const body = { userId: userId.toLowerCase(), value, until: ends }
    return submitFlagChange(t, { action: 'settings.set-flag-override', flag, step: { kind: 'override', body }, reason })
  },
})
