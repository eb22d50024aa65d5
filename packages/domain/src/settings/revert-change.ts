import { ChangeOutcome, RevertChangeInput, SettingScope } from '@mas/contracts/settings'
import { findChange } from '@mas/db/settings'
import { command, fail } from '@mas/kernel'
import { reaches } from './access.ts'
import { beginChange } from './begin-change.ts'
import { find } from './registry.ts'
import { submitChange } from './submit-change.ts'

export const revertChange = command({
  verb: 'settings.revert-change',
  summary:
    'Takes the latest change of a setting back by a new change with the value from before it; where nothing was set before, the default holds again. Asks for the same confirmation or second administrator as setting it.',
  permission: 'settings.revert-change',
  refuses: [
    'settings.not-found',
    'settings.unknown-key',
    'settings.stale',
    'settings.invalid-value',
    'settings.scope-refused',
    'settings.proposal-open',
    'request.fresh-sign-in-required',
  ],
  input: RevertChangeInput,
  output: ChangeOutcome,
  run: async (t, { changeId, reason }) => {
    await beginChange(t)
    const change = await findChange(t.tx, changeId)
    if (change === undefined || !reaches(t, change.key)) throw fail('settings.not-found')
    const declared = find(change.key, t.clock.now())
    if (declared?.kind !== 'setting') throw fail('settings.unknown-key', { key: change.key })
    return submitChange(t, {
      action: 'settings.revert-change',
      type: declared.type,
      scope: SettingScope.parse(change.scope),
      value: change.old,
      set: change.oldSet,
      baseVersion: change.baseVersion + 1,
      kind: 'revert',
      reason,
      effectiveFrom: null,
    })
  },
})
