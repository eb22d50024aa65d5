import { FlagOutcomeOfChange, SetFlagRulesInput } from '@mas/contracts/settings'
import { command } from '@mas/kernel'
import { requireFlag } from './access.ts'
import { beginChange } from './begin-change.ts'
import { submitFlagChange } from './change-flag.ts'
import { requireRules } from './flag-rule-check.ts'

export const setFlagRules = command({
  verb: 'settings.set-flag-rules',
  summary:
    'Replaces the rules of a flag, effective at once on every process. The first rule that matches decides; a percentage, in basis points, keeps everybody it was on for when it is raised.',
  permission: 'settings.set-flag',
  refuses: ['settings.unknown-key', 'settings.rule-invalid', 'settings.stale', 'settings.proposal-open', 'request.fresh-sign-in-required'],
  input: SetFlagRulesInput,
  output: FlagOutcomeOfChange,
  run: async (t, { flag: name, rules, baseVersion, reason }) => {
    const flag = requireFlag(t, name)
    await requireRules(t, rules)
    await beginChange(t)
    return submitFlagChange(t, { action: 'settings.set-flag-rules', flag, step: { kind: 'rules', body: { rules } }, baseVersion, reason })
  },
})
