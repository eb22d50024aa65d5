import type { Alias } from './define.ts'
import { declare, type Usage } from './registry.ts'

/** A switch with an end: something is rolled out, and then the switch goes. */
export interface FlagType {
  /** `<domain>.<kebab>` */
  readonly key: `${string}.${string}`
  readonly default: boolean
  /** Who answers for it. */
  readonly owner: string
  /** Day (YYYY-MM-DD) after which the flag should be gone; every Monday those that are past it are reported. */
  readonly expiresOn: string
  /** Whether one administrator, or an emergency session, may switch it off for everybody at once. One that stays is looked at anew by its day. */
  readonly killSwitch: boolean
  /** Shown to every client by `getMyFlags`. */
  readonly clientVisible: boolean
  readonly describe?: string
  readonly risk?: 'free' | 'guarded' | 'four-eyes'
  readonly aliases?: readonly Alias[]
}
export interface DeclaredFlag extends FlagType {
  readonly usage: Usage
}

export function defineFlag(type: FlagType): DeclaredFlag {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(type.expiresOn ?? '') || Number.isNaN(new Date(type.expiresOn).getTime()))
    throw new Error(`the flag ${type.key} needs a day on which it expires`)
  const declared = { ...type, usage: { read: false } }
  declare(type.key, type.aliases ?? [], { kind: 'flag', type: declared })
  return declared
}
