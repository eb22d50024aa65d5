import { SettingScope, type SettingChange } from '@mas/contracts/settings'
import type { ChangeRow } from '@mas/db/settings'
import { asJson } from './submit-change.ts'

/** A change as people see it; where nothing was set, it shows the default of today's definition. */
export function viewChange(row: ChangeRow, fallback: unknown): SettingChange {
  return {
    changeId: row.id,
    key: row.key,
    scope: SettingScope.parse(row.scope),
    kind: row.kind,
    old: asJson(row.oldSet ? row.old : fallback),
    oldIsDefault: !row.oldSet,
    new: asJson(row.newSet ? row.new : fallback),
    newIsDefault: !row.newSet,
    version: row.baseVersion + 1,
    reason: row.reason,
    by: row.by,
    approvedBy: row.approvedBy,
    at: row.at.toISOString(),
    effectiveFrom: row.effectiveFrom.toISOString(),
  }
}
