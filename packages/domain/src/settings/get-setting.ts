import { GetSettingInput, SettingDetail, SettingScope } from '@mas/contracts/settings'
import { scheduledOf } from '@mas/db/settings'
import { fail, query } from '@mas/kernel'
import { z } from 'zod'
import { requireSetting } from './access.ts'
import { aliasNames, find } from './registry.ts'
import { viewSettings } from './setting-view.ts'
import { asJson, requireScope } from './submit-change.ts'

export const getSetting = query({
  verb: 'settings.get-setting',
  summary: 'Answers one setting by its key or an old name, with what it accepts and the changes that are planned.',
  permission: 'settings.list-settings',
  refuses: ['settings.unknown-key', 'settings.scope-refused'],
  input: GetSettingInput,
  output: SettingDetail,
  run: async (ctx, { key, scope = 'global' }) => {
    const type = requireSetting(ctx, key)
    if (scope !== 'global') requireScope(type, scope)
    const [setting] = await viewSettings(ctx, [type], scope)
    if (setting === undefined) throw fail('settings.unknown-key', { key })
    const planned = await scheduledOf(ctx.db, type.key, 100)
    return {
      ...setting,
      bounds: asJson({ ...z.toJSONSchema(type.schema, { unrepresentable: 'any' }), ...(type.bounds && { bounds: type.bounds }) }),
      aliases: aliasNames(type.aliases).filter((name) => find(name, ctx.clock.now()) !== undefined),
      scheduled: planned.map((one) => ({
        changeId: one.id,
        key: one.key,
        scope: SettingScope.parse(one.scope),
        value: asJson(one.set ? one.value : type.default),
        dueAt: one.dueAt.toISOString(),
        by: one.by,
        approvedBy: one.approvedBy,
        reason: one.reason,
      })),
    }
  },
})
