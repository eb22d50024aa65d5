import type { Ctx } from '@mas/kernel'
import type { z } from 'zod'
import { deepFreeze, issuesOf } from './value-rules.ts'
import { declare, type Usage } from './registry.ts'

/** What a change would touch, in words and as a number. */
export interface Impact {
  /** By default the setting's owner. */
  readonly domain?: string
  readonly text: string
  readonly count: number
}
/** An old name; one that a rename left behind answers for 180 days, one of a system before this one for good. */
export type Alias = string | { readonly name: string; readonly renamedOn: string }

/** A number or choice that operators may change while the product runs. Declared once, beside the domain that reads it. */
export interface SettingType<S extends z.ZodType = z.ZodType> {
  /** `<domain>.<kebab>` */
  readonly key: `${string}.${string}`
  /** Type and bounds; bounds may only narrow what the law allows. */
  readonly schema: S
  readonly default: z.output<S>
  /** Meaning and unit, for operators. */
  readonly describe: string
  /** Least and largest number, besides what the schema says. */
  readonly bounds?: { readonly min?: number; readonly max?: number }
  /** Of a number: paise, minutes, bp. */
  readonly unit?: string
  /** Who answers for it; by default the domain of the key. */
  readonly owner?: string
  /** `free`: one person. `guarded`: one who has just confirmed who they are. `four-eyes`: two administrators. By default free. */
  readonly risk?: 'free' | 'guarded' | 'four-eyes'
  /** `platform`: each platform may have its own value, which goes before the global one. By default global only. */
  readonly scopes?: readonly ('global' | 'platform')[]
  /** Limits, money, approvals: only `readExact` may read it, from its row, inside the transaction that depends on it. */
  readonly exact?: boolean
  /** Shown to every client by `getMyFlags`. */
  readonly clientVisible?: boolean
  readonly aliases?: readonly Alias[]
  /** Kept by `defineSetting`. */
  readonly usage?: Usage
  /** Asks the owning domain what a change would touch; must only read. */
  impact?(ctx: Ctx, change: { readonly from: z.output<S>; readonly to: z.output<S> }): Promise<readonly Impact[]>
}

/** A declared setting. */
export interface DeclaredSetting<S extends z.ZodType = z.ZodType> extends SettingType<S> {
  readonly usage: Usage
}

/** Declares a setting. Two of one key, or a default outside its own bounds, are programming errors: nothing starts with them. */
export function defineSetting<S extends z.ZodType>(type: SettingType<S>): DeclaredSetting<S> {
  const issues = issuesOf(type, type.default)
  if (issues.length > 0) throw new Error(`the default of ${type.key} does not fit: ${JSON.stringify(issues)}`)
  if (type.scopes?.length === 0) throw new Error(`the setting ${type.key} has no scope`)
  const declared = { ...type, default: deepFreeze(type.default), usage: { read: false } }
  declare(type.key, type.aliases ?? [], { kind: 'setting', type: declared })
  return declared
}
