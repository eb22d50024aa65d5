import { addDays, dayIn } from '@mas/kernel'
import type { Alias, DeclaredSetting } from './define.ts'
import type { DeclaredFlag } from './define-flag.ts'

/** What changes about a definition. */
export interface Usage {
  /** Read since somebody last asked. */
  read: boolean
  /** What it gave at the snapshot it was last read from. */
  last?: { readonly serial: number; readonly settled: Promise<unknown> }
}
export type Declared = { readonly kind: 'setting'; readonly type: DeclaredSetting } | { readonly kind: 'flag'; readonly type: DeclaredFlag }

const keyShape = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/
const renamedAnswersDays = 180
const declared = new Map<string, Declared>()
const oldNames = new Map<string, { readonly key: string; readonly until: string | undefined }>()

let sorted: { readonly settings: readonly DeclaredSetting[]; readonly flags: readonly DeclaredFlag[] } | undefined

export function declare(key: string, aliases: readonly Alias[], one: Declared): void {
  if (!keyShape.test(key) || key.length > 100) throw new Error(`${key} is no key: <domain>.<kebab>`)
  if (declared.has(key) || oldNames.has(key)) throw new Error(`the setting ${key} is declared twice`)
  declared.set(key, one)
  sorted = undefined
  for (const alias of aliases) {
    const name = typeof alias === 'string' ? alias : alias.name
    if (declared.has(name) || oldNames.has(name)) throw new Error(`${name} is the name of two settings`)
    oldNames.set(name, { key, until: typeof alias === 'string' ? undefined : addDays(alias.renamedOn, renamedAnswersDays) })
  }
}

/** By key, or by an old name that still answers at this instant. */
export function find(name: string, at: Date): Declared | undefined {
  const old = oldNames.get(name)
  if (old === undefined) return declared.get(name)
  return old.until === undefined || dayIn(at) <= old.until ? declared.get(old.key) : undefined
}

export function definitionCount(): number {
  return declared.size
}

export function aliasNames(aliases: readonly Alias[] | undefined): string[] {
  return (aliases ?? []).map((alias) => (typeof alias === 'string' ? alias : alias.name))
}

/** Every key and old name there is, for finding rows that belong to none. */
export function knownNames(): string[] {
  return [...declared.keys(), ...oldNames.keys()]
}

export function declaredSettings(): readonly DeclaredSetting[] {
  return inOrder().settings
}
export function declaredFlags(): readonly DeclaredFlag[] {
  return inOrder().flags
}
function inOrder() {
  const all = [...(sorted === undefined ? declared.values() : [])]
  sorted ??= {
    settings: all.flatMap((one) => (one.kind === 'setting' ? [one.type] : [])).toSorted(byKey),
    flags: all.flatMap((one) => (one.kind === 'flag' ? [one.type] : [])).toSorted(byKey),
  }
  return sorted
}
function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1
}
