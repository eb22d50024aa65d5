import { GetValueAtInput, GetValueAtOutput } from '@mas/contracts/settings'
import { changeAt } from '@mas/db/settings'
import { fail, query } from '@mas/kernel'
import { requireSetting } from './access.ts'
import { viewChange } from './change-view.ts'
import { asJson } from './submit-change.ts'

export const getValueAt = query({
  verb: 'settings.get-value-at',
  summary:
    'Answers what held in one scope at a past instant and which change had made it so; where nothing was set then, the default of today’s definition, marked as assumed.',
  permission: 'settings.list-settings',
  refuses: ['settings.unknown-key', 'settings.instant-in-future'],
  input: GetValueAtInput,
  output: GetValueAtOutput,
  run: async (ctx, { key, scope, at }) => {
    const type = requireSetting(ctx, key)
    const instant = new Date(at)
    if (instant > ctx.clock.now()) throw fail('settings.instant-in-future')
    const change = await changeAt(ctx.db, type.key, scope, instant)
    return {
      value: asJson(change?.newSet === true ? change.new : type.default),
      version: change === undefined ? 0 : change.baseVersion + 1,
      change: change === undefined ? null : viewChange(change, type.default),
      assumed: change?.newSet !== true,
    }
  },
})
