import type { Platform } from '@mas/contracts/core'
import type { SettingsSnapshot, StoredSetting } from '@mas/kernel'
import type { z } from 'zod'
import type { DeclaredSetting, SettingType } from './define.ts'
import { aliasNames } from './registry.ts'
import { deepFreeze, issuesOf } from './value-rules.ts'

export type Source = 'default' | 'global' | 'platform'
export interface InForce<T> {
  readonly value: T
  readonly source: Source
}

export function snapshotKey(key: string, scope: string): string {
  return scope === 'global' ? key : `${key}@${scope}`
}

/**
 * Platform override, then global, then default. A stored value that does not fit (a deploy narrowed it) is passed over.
 * `lookup` answers a row by its `snapshotKey`.
 */
export function inForce<S extends z.ZodType>(
  type: SettingType<S>,
  lookup: (place: string) => StoredSetting | undefined,
  platform: Platform,
): InForce<z.output<S>> {
  if (type.scopes?.includes('platform') === true) {
    const own = fitting(type, rowOf(type, lookup, `platform:${platform}`))
    if (own !== undefined) return { value: valueOf<S>(own), source: 'platform' }
  }
  const global = fitting(type, rowOf(type, lookup, 'global'))
  return global === undefined ? { value: type.default, source: 'default' } : { value: valueOf<S>(global), source: 'global' }
}

/**
 * The path of nearly every read. What a definition gave at a snapshot is kept with the definition, as a settled promise:
 * looking it up again and making a promise of it would cost ten times as much.
 */
export function readSnapshot<S extends z.ZodType>(
  type: SettingType<S>,
  snapshot: SettingsSnapshot,
  platform: Platform,
): Promise<z.output<S>> {
  const { usage } = type
  if (usage?.last?.serial === snapshot.serial) return settledOf<S>(usage.last)
  const settled = Promise.resolve(inForce(type, (place) => snapshot.values.get(place), platform).value)
  if (usage !== undefined && type.scopes === undefined) usage.last = { serial: snapshot.serial, settled }
  return settled
}

/** The row under the key, or under a name that the setting had before it was first set under this one. */
function rowOf(type: SettingType, lookup: (place: string) => StoredSetting | undefined, scope: string): StoredSetting | undefined {
  const row = lookup(snapshotKey(type.key, scope))
  if (row !== undefined || type.aliases === undefined) return row
  for (const name of aliasNames(type.aliases)) {
    const old = lookup(snapshotKey(name, scope))
    if (old !== undefined) return old
  }
  return undefined
}

type Parsed = NonNullable<StoredSetting['parsed']>

function fitting(type: SettingType, row: StoredSetting | undefined): Parsed | undefined {
  if (row === undefined || !row.set) return undefined
  if (row.parsed?.by !== type) row.parsed = parse(type, row.value)
  return row.parsed.fits ? row.parsed : undefined
}

function parse(type: SettingType, raw: unknown): Parsed {
  if (issuesOf(type, raw).length > 0) return { by: type, fits: false, value: undefined }
  return { by: type, fits: true, value: deepFreeze(type.schema.parse(raw)) }
}

/** True where a stored value is passed over because it does not fit. */
export function isIgnored(type: DeclaredSetting, row: StoredSetting | undefined): boolean {
  return row !== undefined && row.set && fitting(type, row) === undefined
}

/** `value` was made by this very type's schema: `by` says so. */
function valueOf<S extends z.ZodType>(parsed: Parsed): z.output<S> {
  return parsed.value as z.output<S>
}
/** Kept with the definition that it was read by. */
function settledOf<S extends z.ZodType>({ settled }: { readonly settled: Promise<unknown> }): Promise<z.output<S>> {
  return settled as Promise<z.output<S>>
}
