import { errorCatalogue } from '@mas/contracts/catalogue'
import type { ErrorKind } from '@mas/contracts/core'
import { z } from 'zod'
import { verbsByPath } from '../../trpc/verbs.ts'

export interface VerbDescription {
  readonly path: string
  readonly verb: string
  readonly kind: string
  readonly summary: string
  readonly permission: string
  /** Needs a confirmation of identity at most ten minutes old. */
  readonly fresh: boolean
  readonly rate: string
  readonly input: unknown
  readonly output: unknown
  readonly refuses: readonly { readonly code: string; readonly kind: ErrorKind; readonly message: string }[]
}

let described: VerbDescription[] | undefined

/** Every verb with the JSON Schema of what it takes and answers. */
export function describeVerbs(): readonly VerbDescription[] {
  return (described ??= verbsByPath()
    .map(([path, meta]) => ({
      path,
      verb: meta.verb,
      kind: meta.kind,
      summary: meta.summary,
      permission: meta.permission,
      fresh: meta.fresh,
      rate: meta.rate,
      input: schemaOf(meta.input, 'input'),
      output: schemaOf(meta.output, 'output'),
      refuses: meta.refuses.map((code) => ({ code, kind: errorCatalogue[code][0], message: errorCatalogue[code][1] })),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1)))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}
