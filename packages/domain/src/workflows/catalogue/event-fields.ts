import type { FieldSpec, FieldType } from '@mas/contracts/core'
import { z } from 'zod'

/** What a condition can ask about an event: every plain member of its schema, those of nested objects with a dot. */
export function fieldsOfSchema(schema: z.ZodType): readonly FieldSpec[] {
  return fieldsIn(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }), 'event')
}

function fieldsIn(schema: unknown, key: string): FieldSpec[] {
  const plain = unwrapped(schema)
  if (plain === undefined) return []
  const { properties } = plain
  if (isRecord(properties)) return Object.entries(properties).flatMap(([name, member]) => fieldsIn(member, `${key}.${name}`))
  const type = typeOf(plain)
  if (type === undefined) return []
  const describe = typeof plain.description === 'string' ? plain.description : key.slice('event.'.length)
  const values = Array.isArray(plain.enum) ? plain.enum.filter((one) => typeof one === 'string') : undefined
  return [{ key, type, describe, history: true, access: 'read-only', ...(values !== undefined && { values }) }]
}

function typeOf(schema: Record<string, unknown>): FieldType | undefined {
  if (Array.isArray(schema.enum)) return 'choice'
  if (typeof schema.const === 'string') return 'text'
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? 'instant' : schema.format === 'date' ? 'day' : 'text'
    case 'number':
      return 'number'
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'array':
      return unwrapped(schema.items)?.type === 'string' ? 'list' : undefined
    default:
      return undefined
  }
}

/** What may be null is what it is otherwise. */
function unwrapped(schema: unknown): Record<string, unknown> | undefined {
  if (!isRecord(schema)) return undefined
  if (!Array.isArray(schema.anyOf)) return schema
  const real = schema.anyOf.filter((one) => isRecord(one) && one.type !== 'null')
  return real.length === 1 && isRecord(real[0]) ? { ...real[0], description: schema.description ?? real[0].description } : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
