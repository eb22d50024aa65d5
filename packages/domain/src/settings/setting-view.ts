import { Platform } from '@mas/contracts/core'
import type { Setting, SettingScope } from '@mas/contracts/settings'
import { findValues, lastChanges, openProposals } from '@mas/db/settings'
import type { Ctx, StoredSetting } from '@mas/kernel'
import type { DeclaredSetting } from './define.ts'
import { inForce, isIgnored, snapshotKey, type InForce } from './in-force.ts'
import { aliasNames } from './registry.ts'
import { asJson } from './submit-change.ts'

/** Settings as they stand in their rows in one scope, for people. */
export async function viewSettings(ctx: Ctx, types: readonly DeclaredSetting[], scope: SettingScope): Promise<Setting[]> {
  const keys = types.map(({ key }) => key)
  const stored = await findValues(ctx.db, [...keys, ...types.flatMap(({ aliases }) => aliasNames(aliases))])
  const rows = new Map<string, StoredSetting>(stored.map((row) => [snapshotKey(row.key, row.scope), row]))
  const versions = stored.filter((row) => row.scope === scope).map(({ key, version }) => ({ key, version }))
  const last = new Map((await lastChanges(ctx.db, versions, scope)).map((row) => [row.key, row]))
  const open = await openProposals(ctx.db, keys, scope)
  return types.map((type) => {
    const row = rows.get(snapshotKey(type.key, scope))
    const { value, source } = inForceIn(type, scope, (place) => rows.get(place))
    const change = last.get(type.key)
    return {
      key: type.key,
      scope,
      value: asJson(value),
      default: asJson(type.default),
      source,
      version: row?.version ?? 0,
      describe: type.describe,
      unit: type.unit ?? null,
      owner: type.owner ?? type.key.split('.', 1)[0] ?? '',
      risk: type.risk ?? 'free',
      scopes: [...(type.scopes ?? ['global' as const])],
      exact: type.exact ?? false,
      clientVisible: type.clientVisible ?? false,
      ignored: isIgnored(type, row),
      lastChange:
        change === undefined ? null : { changeId: change.changeId, at: change.at.toISOString(), by: change.by, reason: change.reason },
      proposalId: open.get(type.key) ?? null,
    }
  })
}

/** What holds in a scope; globally, overrides of platforms do not count. */
export function inForceIn(
  type: DeclaredSetting,
  scope: SettingScope,
  lookup: (place: string) => StoredSetting | undefined,
): InForce<unknown> {
  const platform = Platform.safeParse(scope.slice('platform:'.length))
  if (scope !== 'global' && platform.success) return inForce(type, lookup, platform.data)
  return inForce({ ...type, scopes: ['global'] }, lookup, 'my-analytics-school')
}
