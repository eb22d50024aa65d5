import { findValue, findValues } from '@mas/db/settings'
import type { Ctx, TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import type { SettingType } from './define.ts'

/**
 * The value in force, read from its row: inside a transaction it is the value this transaction is bound to, and a
 * change elsewhere is effective at once. A stored value that no longer fits (a deploy narrowed it) gives the default.
 */
export async function readSetting<S extends z.ZodType>(ctx: Ctx | TxCtx, type: SettingType<S>): Promise<z.output<S>> {
  const row = await findValue(readerOf(ctx), type.key)
  return row === undefined ? type.default : inForce(type, row.value)
}

/** Several settings in one round trip, by the names the caller gives them. */
export async function readSettings<T extends Record<string, SettingType>>(
  ctx: Ctx | TxCtx,
  types: T,
): Promise<{ [K in keyof T]: z.output<T[K]['schema']> }> {
  const stored = new Map((await findValues(readerOf(ctx))).map((row) => [row.key, row.value]))
  const entries = Object.entries(types).map(([name, type]) => [
    name,
    stored.has(type.key) ? inForce(type, stored.get(type.key)) : type.default,
  ])
  return Object.fromEntries(entries)
}

function inForce<S extends z.ZodType>(type: SettingType<S>, value: unknown): z.output<S> {
  const parsed = type.schema.safeParse(value)
  return parsed.success ? parsed.data : type.default
}

function readerOf(ctx: Ctx | TxCtx) {
  return 'tx' in ctx ? ctx.tx : ctx.db
}
