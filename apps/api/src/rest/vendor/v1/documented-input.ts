import { z, type RouteConfig } from '@hono/zod-openapi'
import type { VerbMeta } from '@mas/kernel'

interface Address {
  readonly path: string
  readonly hasBody: boolean
  readonly example: Readonly<Record<string, unknown>>
}

/** Splits a verb's input for the document the way the address takes it: path, query or body, and the request key. */
export function documentedInput(verb: VerbMeta, address: Address): Pick<RouteConfig, 'request'> {
  const { path, hasBody, example } = address
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const shape = verb.input instanceof z.ZodObject ? verb.input.shape : {}
  const pick = (wanted: (name: string) => boolean) =>
    z.object(
      Object.fromEntries(
        Object.entries(shape).flatMap(([name, schema]) => (wanted(name) ? [[name, withExample(schema, example[name])]] : [])),
      ),
    )
  const inPath = pick((name) => names.includes(name))
  const elsewhere = pick((name) => !names.includes(name))
  return {
    request: {
      ...(names.length > 0 && { params: inPath }),
      ...(!hasBody && { query: elsewhere }),
      ...(hasBody && { body: { required: true, content: { 'application/json': { schema: elsewhere } } } }),
      ...(verb.kind === 'command' && {
        headers: z.object({
          'Idempotency-Key': z
            .string()
            .max(200)
            .optional()
            .meta({ description: 'The same key and body answer the first result and do nothing again' }),
        }),
      }),
    },
  }
}

function withExample(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  return value === undefined || !(schema instanceof z.ZodType) ? schema : schema.meta({ ...schema.meta(), examples: [value] })
}
