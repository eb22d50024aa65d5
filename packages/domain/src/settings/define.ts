import type { z } from 'zod'

/** A number or choice that operators may change while the product runs. Declared once, beside the domain that reads it. */
export interface SettingType<S extends z.ZodType = z.ZodType> {
  /** `<domain>.<kebab>` */
  readonly key: `${string}.${string}`
  /** Type and bounds; bounds may only narrow what the law allows. */
  readonly schema: S
  readonly default: z.output<S>
  /** Meaning and unit, for operators. */
  readonly describe: string
  /** Stops something dangerous: an emergency session may change it, too. */
  readonly killSwitch?: true
}

const declared = new Map<string, SettingType>()

/** Declares a setting. Two of one key, or a default outside its own bounds, are programming errors. */
export function defineSetting<S extends z.ZodType>(type: SettingType<S>): SettingType<S> {
  if (declared.has(type.key)) throw new Error(`the setting ${type.key} is declared twice`)
  type.schema.parse(type.default)
  declared.set(type.key, type)
  return type
}

export function declaredSettings(): readonly SettingType[] {
  return [...declared.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

export function findSetting(key: string): SettingType | undefined {
  return declared.get(key)
}
