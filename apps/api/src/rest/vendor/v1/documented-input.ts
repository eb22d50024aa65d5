import { z, type RouteConfig } from '@hono/zod-openapi'
import type { VerbMeta } from '@mas/kernel'

/** Splits a verb's input for the document the way the address takes it: path, query or body, and the request key. */
export function documentedInput(verb: VerbMeta, path: string, hasBody: boolean): Pick<RouteConfig, 'request'> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const shape = verb.input instanceof z.ZodObject ? verb.input.shape : {}
  const pick = (wanted: (name: string) => boolean) => z.object(Object.fromEntries(Object.entries(shape).filter(([name]) => wanted(name))))
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
