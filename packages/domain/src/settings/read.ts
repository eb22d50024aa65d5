import { findValue, findValues } from '@mas/db/settings'
import type { Ctx, SettingsSnapshot, StoredSetting, TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import type { SettingType } from './define.ts'
import { inForce, readSnapshot, snapshotKey } from './in-force.ts'
import { aliasNames } from './registry.ts'

/**
 * The value in force, from memory. One verb reads one revision however often it asks; a change elsewhere counts from
 * the next verb on. What must not be a moment old (`exact`) is read by `readExact`.
 */
export function readSetting<S extends z.ZodType>(ctx: Ctx | TxCtx, type: SettingType<S>): Promise<z.output<S>> {
  if (type.exact === true) return Promise.reject(new Error(`${type.key} is exact: read it with readExact, inside the transaction`))
  if (type.usage !== undefined) type.usage.read = true
  const pin = ctx.settings ?? ctx.infra.settings?.pin()
  if (pin === undefined) return readRows(ctx, type)
  return pin.now === undefined
    ? pin.ask().then((snapshot) => readSnapshot(type, snapshot, ctx.platform))
    : readSnapshot(type, pin.now, ctx.platform)
}

/** Several settings of one revision, by the names the caller gives them. */
export async function readSettings<T extends Record<string, SettingType>>(
  ctx: Ctx | TxCtx,
  types: T,
): Promise<{ [K in keyof T]: z.output<T[K]['schema']> }> {
  const snapshot = await snapshotFor(ctx)
  const pinned = snapshot === undefined ? ctx : { ...ctx, settings: { now: snapshot, ask: async () => snapshot } }
  const entries = await Promise.all(Object.entries(types).map(async ([name, type]) => [name, await readSetting(pinned, type)] as const))
  return allOf<T>(Object.fromEntries(entries))
}

/**
 * The value in force at this statement, from its row, inside the transaction that depends on it: a limit that was
 * lowered is never exceeded by a transaction that begins later.
 */
export async function readExact<S extends z.ZodType>(t: TxCtx, type: SettingType<S>): Promise<z.output<S>> {
  if (type.usage !== undefined) type.usage.read = true
  if (type.scopes === undefined && type.aliases === undefined) {
    const row = await findValue(t.tx, type.key, 'global')
    return inForce(type, () => row, t.platform).value
  }
  return readRows(t, type)
}

/** What the caller reads at; undefined where nothing is kept in memory. */
export async function snapshotFor(ctx: Ctx | TxCtx): Promise<SettingsSnapshot | undefined> {
  const pin = ctx.settings ?? ctx.infra.settings?.pin()
  return pin?.now ?? pin?.ask()
}

async function readRows<S extends z.ZodType>(ctx: Ctx | TxCtx, type: SettingType<S>): Promise<z.output<S>> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const stored = await findValues(reader, [type.key, ...aliasNames(type.aliases)])
  const byPlace = new Map<string, StoredSetting>(stored.map((row) => [snapshotKey(row.key, row.scope), row]))
  return inForce(type, (place) => byPlace.get(place), ctx.platform).value
}

/** Each value was read through the definition that stands under its name. */
function allOf<T extends Record<string, SettingType>>(values: Record<string, unknown>): { [K in keyof T]: z.output<T[K]['schema']> } {
  return values as { [K in keyof T]: z.output<T[K]['schema']> }
}
