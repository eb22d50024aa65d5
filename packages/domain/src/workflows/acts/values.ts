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

/** What is written where a secret will stand: they are put in where the call leaves the house. */
export type StandIn = (secret: string) => string

/** A JSON template filled in: a text that is nothing but a placeholder becomes the value itself, others are put into their text. */
export function filled(input: AdvanceInput, template: Json, standIn: StandIn): Json {
  if (typeof template === 'string') {
    const [whole] = template.matchAll(placeholder)
    const isWhole = whole !== undefined && whole[0] === template && !whole[1]?.startsWith('secret.')
    return isWhole ? (valueOf(input, { field: whole[1] ?? '' }) ?? null) : filledText(input, template, standIn, (value) => value)
  }
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) return template.map((member: Json) => filled(input, member, standIn))
  return Object.fromEntries(Object.entries(template).map(([key, member]) => [key, filled(input, member, standIn)]))
}

/** An address filled in: what a value holds stays within its place, whatever it holds. */
export function filledAddress(input: AdvanceInput, address: string, standIn: StandIn): string {
  return filledText(input, address, standIn, encodeURIComponent)
}

function filledText(input: AdvanceInput, text: string, standIn: StandIn, written: (value: string) => string): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    if (name.startsWith('secret.')) return standIn(name.slice('secret.'.length))
    const value = valueOf(input, { field: name })
    return value === undefined ? '' : written((Array.isArray(value) ? value.join(', ') : String(value)).toWellFormed())
  })
}
