import type { FactValue } from '@mas/contracts/core'
import type { Value } from '@mas/contracts/workflows'
import { placeholder } from '../engine/fields-of.ts'
import type { AdvanceInput, Json } from '../engine/state.ts'
import { lookUp, surroundingsOf } from '../engine/surroundings.ts'

/** What a written value or a field is worth for this run now; undefined where the field is missing. */
export function valueOf(input: AdvanceInput, value: Value): FactValue | undefined {
  return typeof value === 'object' ? lookUp(value.field, surroundingsOf(input, input.cursor.vars)) : value
}

/** Named values; those of missing and of blank fields are left out, as conditions take a blank for no value. */
export function valuesOf(input: AdvanceInput, values: Readonly<Record<string, Value>>): Record<string, FactValue> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const found = valueOf(input, value)
      const isBlank = typeof value === 'object' && typeof found === 'string' && found.trim() === ''
      return found === undefined || isBlank ? [] : [[name, found] as const]
    }),
  )
}

/**
 * A JSON template filled in: a text that is nothing but a placeholder becomes the value itself, others are put into their text.
 * Secrets stay names; they are put in where the call leaves the house.
 */
export function filled(input: AdvanceInput, template: Json): Json {
  if (typeof template === 'string') return filledText(input, template)
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) return template.map((member: Json) => filled(input, member))
  return Object.fromEntries(Object.entries(template).map(([key, member]) => [key, filled(input, member)]))
}

function filledText(input: AdvanceInput, text: string): Json {
  const around = surroundingsOf(input, input.cursor.vars)
  const [whole] = text.matchAll(placeholder)
  if (whole !== undefined && whole[0] === text && !whole[1]?.startsWith('secret.')) return lookUp(whole[1] ?? '', around) ?? null
  return text.replaceAll(placeholder, (found, name: string) => {
    if (name.startsWith('secret.')) return found
    const value = lookUp(name, around)
    return value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  })
}
