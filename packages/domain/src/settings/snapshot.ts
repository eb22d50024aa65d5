import type { SnapshotRows, StoredFlag } from '@mas/db/settings'
import type { SettingsSnapshot, StoredSetting } from '@mas/kernel'
import { snapshotKey } from './in-force.ts'

let serial = 0

/** The snapshot after `rows`, which hold everything newer than it; the same one where nothing is newer. */
export function advance(before: SettingsSnapshot | undefined, rows: SnapshotRows): SettingsSnapshot {
  if (before !== undefined && rows.revision === before.revision) return before
  const values = new Map<string, StoredSetting>(before?.values)
  for (const [key, scope, value, set, version] of rows.values) values.set(snapshotKey(key, scope), { value, set, version })
  const flags = new Map<string, unknown>(before?.flags)
  for (const flag of rows.flags) flags.set(flag.flag, new HeldFlag(flag))
  serial += 1
  return { serial, revision: rows.revision, values, flags }
}

/** A flag as evaluation wants it. */
export class HeldFlag {
  readonly version: number
  readonly killed: boolean
  readonly rules: StoredFlag['rules']
  readonly overrides: ReadonlyMap<string, { readonly value: boolean; readonly untilMs: number | null }>
  constructor(stored: StoredFlag) {
    this.version = stored.version
    this.killed = stored.killed
    this.rules = stored.rules
    this.overrides = new Map(stored.overrides.map(([userId, value, untilMs]) => [userId, { value, untilMs }]))
  }
}

export function flagIn(snapshot: SettingsSnapshot, key: string, aliases: readonly string[] = []): HeldFlag | undefined {
  for (const name of [key, ...aliases]) {
    const held = snapshot.flags.get(name)
    if (held instanceof HeldFlag) return held
  }
  return undefined
}
