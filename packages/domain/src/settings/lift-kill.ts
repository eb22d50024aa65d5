import { FlagOutcomeOfChange, LiftKillInput } from '@mas/contracts/settings'
import { findFlagRow } from '@mas/db/settings'
import { command, fail } from '@mas/kernel'
import { requireFlag } from './access.ts'
import { beginChange } from './begin-change.ts'
import { submitFlagChange } from './change-flag.ts'

export const liftKill = command({
  verb: 'settings.lift-kill',
  summary: 'Lets a killed flag follow its overrides and rules again; for a four-eyes flag a second administrator must approve.',
  permission: 'settings.set-flag',
  refuses: ['settings.unknown-key', 'settings.not-open', 'settings.proposal-open', 'request.fresh-sign-in-required'],
  input: LiftKillInput,
  output: FlagOutcomeOfChange,
  run: async (t, { flag: name, reason }) => {
    const flag = requireFlag(t, name)
    await beginChange(t)
    if (((await findFlagRow(t.tx, flag.key))?.killedAt ?? null) === null) throw fail('settings.not-open', { state: 'not killed' })
    return submitFlagChange(t, { action: 'settings.lift-kill', flag, step: { kind: 'lift', body: {} }, reason })
  },
})
