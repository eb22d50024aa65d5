import type { Ctx } from '@mas/kernel'
import { z } from 'zod'
import { verbsByPath } from '../../apps/api/src/trpc/verbs.ts'

export interface ListVerb {
  readonly path: string
  call(ctx: Ctx, input: unknown): Promise<unknown>
}

/** Every read that answers a page or a list of rows, or says by its name that it does. */
export function listVerbs(): ListVerb[] {
  return verbsByPath()
    .filter(([path, { kind, output }]) => kind === 'query' && (/\.(list|search)[A-Z]/.test(path) || answersRows(output)))
    .map(([path, verb]) => ({ path, call: callable(verb) }))
}

function answersRows(output: z.ZodType): boolean {
  const { properties = {} } = z.toJSONSchema(output, { unrepresentable: 'any', io: 'input' })
  return 'items' in properties || 'nextCursor' in properties
}

/** A verb is its own function with what is known of it attached; the router keeps the second half of that type only. */
function callable(verb: unknown): ListVerb['call'] {
  return verb as ListVerb['call']
}
