import { ListSettingsInput, ListSettingsOutput } from '@mas/contracts/settings'
import { keysSet } from '@mas/db/settings'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { reaches } from './access.ts'
import { declaredSettings } from './registry.ts'
import { viewSettings } from './setting-view.ts'

export const listSettings = query({
  verb: 'settings.list-settings',
  summary:
    'Lists settings in key order with the value in force in one scope, where it comes from, its default, unit, risk, version and last change.',
  permission: 'settings.list-settings',
  refuses: ['request.cursor-invalid'],
  input: ListSettingsInput,
  output: ListSettingsOutput,
  run: async (ctx, { domain, changed, scope = 'global', cursor, limit }) => {
    const [after] = cursor === undefined ? [''] : decodeCursor('settings', cursor, z.tuple([z.string()]))
    const inReach = declaredSettings().filter(
      ({ key }) => key > after && (domain === undefined || key.startsWith(`${domain}.`)) && reaches(ctx, key),
    )
    const set = changed === undefined ? undefined : await keysSet(ctx.db, inReach.map(keyOf), scope)
    const wanted = set === undefined ? inReach : inReach.filter(({ key }) => set.has(key) === changed)
    const page = await viewSettings(ctx, wanted.slice(0, limit), scope)
    const { items, nextCursor } = cutPage('settings', wanted.slice(0, limit + 1).map(keyOf), limit, (key) => [key])
    return { items: page.slice(0, items.length), nextCursor }
  },
})

function keyOf({ key }: { readonly key: string }): string {
  return key
}
