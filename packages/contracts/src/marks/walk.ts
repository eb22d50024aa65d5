import { z } from 'zod'

export interface MarkedFields {
  readonly personal: ReadonlySet<string>
  readonly secret: ReadonlySet<string>
}

/** Names of the fields that schemas mark with `personal()` or `secret()`, however deep they lie. */
export function markedFields(schemas: Iterable<unknown>): MarkedFields {
  const found = { personal: new Set<string>(), secret: new Set<string>() }
  const seen = new Set<unknown>()
  for (const schema of schemas) walk(schema)
  return found

  function walk(value: unknown, name?: string): void {
    if (!(value instanceof z.ZodType)) return
    const privacy = value.meta()?.['privacy']
    if (name !== undefined && (privacy === 'personal' || privacy === 'secret')) found[privacy].add(name)
    // A schema that was walked once may still be marked through another field's name.
    if (seen.has(value) && value instanceof z.ZodObject) return
    seen.add(value)
    if (value instanceof z.ZodObject) for (const [key, field] of Object.entries(value.shape)) walk(field, key)
    else for (const inner of innerOf(value)) walk(inner, name)
  }
}

function innerOf(schema: z.ZodType): unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) return [schema.unwrap()]
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodCatch) return [schema.unwrap()]
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out]
  if (schema instanceof z.ZodUnion) return [...schema.options]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  if (schema instanceof z.ZodTuple) return [...schema.def.items]
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right]
  return []
}
