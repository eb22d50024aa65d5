import { settingsChanged, type ChangeKind, type SettingScope } from '@mas/contracts/settings'
import { findValues, insertChanges, writeValues, type ValueRow } from '@mas/db/settings'
import { emitMany, fail, newId, type TxCtx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import type { DeclaredSetting } from './define.ts'
import { snapshotKey } from './in-force.ts'

/** One change, decided. */
export interface Change {
  readonly id?: string
  readonly type: DeclaredSetting
  readonly scope: SettingScope
  readonly value: unknown
  /** False takes the setting back to its default. */
  readonly set: boolean
  readonly baseVersion: number
  readonly kind: ChangeKind
  readonly reason: string
  readonly by: string
  readonly approvedBy: string | null
}

/**
 * Writes values, history, audit and events of any number of changes in a handful of round trips; the database moves the
 * revision and wakes every process when the transaction commits. The caller holds the revision.
 */
export async function applyChanges(t: TxCtx, action: string, changes: readonly Change[]): Promise<string[]> {
  if (changes.length === 0) return []
  const now = t.clock.now()
  const before = new Map(
    (
      await findValues(
        t.tx,
        changes.map(({ type }) => type.key),
      )
    ).map((row) => [snapshotKey(row.key, row.scope), row]),
  )
  const decided = changes.map((change) => ({
    ...change,
    id: change.id ?? newId(now.getTime()),
    key: change.type.key,
    old: before.get(snapshotKey(change.type.key, change.scope)),
  }))
  const history = decided.map(({ old, value, set, ...one }) => ({
    ...one,
    old: old?.value,
    oldSet: old?.set === true,
    new: value,
    newSet: set,
  }))
  if ((await insertChanges(t.tx, history, now)) !== decided.length) throw staleBecause(decided)
  const writes = decided.map((one) => ({ ...one, changeId: one.id }))
  if ((await writeValues(t.tx, writes, now)) !== decided.length) throw staleBecause(decided)
  await recordMany(
    t,
    decided.map(({ type, scope, value, set, old, reason, approvedBy }) => ({
      action,
      subject: { type: 'setting', id: type.key },
      before: { value: old?.set === true ? old.value : type.default, ...placeOf(scope) },
      after: { value: set ? value : type.default, ...placeOf(scope), ...(approvedBy !== null && { approvedBy }) },
      reason,
    })),
  )
  await emitMany(
    t,
    settingsChanged,
    decided.map((one) => ({ key: one.key, scope: one.scope, version: one.baseVersion + 1, changeId: one.id })),
  )
  return decided.map((one) => one.id)
}

function placeOf(scope: SettingScope): { scope?: SettingScope } {
  return scope === 'global' ? {} : { scope }
}

function staleBecause(decided: readonly { readonly key: string; readonly baseVersion: number; readonly old: ValueRow | undefined }[]) {
  const moved = decided.filter((one) => (one.old?.version ?? 0) !== one.baseVersion)
  return fail('settings.stale', { keys: moved.map((one) => one.key).slice(0, 50), version: moved[0]?.old?.version ?? 0 })
}
