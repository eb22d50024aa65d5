import { FlagOutcomeOfChange, KillFlagInput } from '@mas/contracts/settings'
import { findFlagRow } from '@mas/db/settings'
import { command, fail } from '@mas/kernel'
import { personOf, requireFlag } from './access.ts'
import { beginChange } from './begin-change.ts'
import { applyFlagStep } from './change-flag.ts'

export const killFlag = command({
  verb: 'settings.kill-flag',
  summary:
    'Switches a flag off for everybody on every process at once, before overrides and rules; one administrator, or an emergency session, is enough. Killing it again changes nothing.',
  permission: 'settings.kill-flag',
  refuses: ['settings.unknown-key', 'settings.rule-invalid'],
  input: KillFlagInput,
  output: FlagOutcomeOfChange,
  run: async (t, { flag: name, reason }) => {
    const flag = requireFlag(t, name)
    if (!flag.killSwitch) throw fail('settings.rule-invalid', { issues: [{ path: ['flag'], message: 'this flag has no kill switch' }] })
    await beginChange(t)
    const row = await findFlagRow(t.tx, flag.key)
    const answer = { state: 'applied' as const, flag: flag.key, proposalId: null, expiresAt: null }
    if (row !== undefined && row.killedAt !== null) return { ...answer, version: row.version, changeId: null }
    const by = personOf(t)
    const step = { kind: 'kill', body: {} } as const
    const changeId = await applyFlagStep(t, { action: 'settings.kill-flag', flag: flag.key, row, step, reason, by, approvedBy: null })
    return { ...answer, version: (row?.version ?? 0) + 1, changeId }
  },
})
