import type { RouteConfig } from '@hono/zod-openapi'
import { errorCatalogue, type ErrorCode } from '@mas/contracts/catalogue'
import type { VerbMeta } from '@mas/kernel'
import { httpStatusOf } from '../../../http/edge-error.ts'
import { Problem, problemType } from '../../../http/problem.ts'

/** Success, and each status the verb can refuse with, naming the codes behind it. */
export function responsesOf(verb: VerbMeta, status: number): RouteConfig['responses'] {
  const always: ErrorCode[] = ['request.invalid', 'request.too-many', 'request.unavailable', 'request.internal']
  const guarded: ErrorCode[] = verb.permission === 'public' ? [] : ['request.unauthenticated', 'request.forbidden']
  const codesByStatus = new Map<number, ErrorCode[]>()
  for (const code of [...always, ...guarded, ...verb.refuses]) {
    const refusal = httpStatusOf({ code, kind: errorCatalogue[code][0] })
    codesByStatus.set(refusal, [...(codesByStatus.get(refusal) ?? []), code])
  }
  const refusals = [...codesByStatus].map(([refusal, codes]) => [
    refusal,
    {
      description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code][1]}`).join(' '),
      content: { [problemType]: { schema: Problem } },
    },
  ])
  return { [status]: { description: 'Done', content: { 'application/json': { schema: verb.output } } }, ...Object.fromEntries(refusals) }
}
