import type { RouteConfig } from '@hono/zod-openapi'
import { errorCatalogue, type ErrorCode } from '@mas/contracts/catalogue'
import type { VerbMeta } from '@mas/kernel'
import { httpStatusOf } from '../../../http/edge-error.ts'
import { Problem, problemType } from '../../../http/problem.ts'

/** Success, and each status the verb can refuse with, naming the codes behind it. */
export function responsesOf(verb: VerbMeta, status: number, example?: unknown): RouteConfig['responses'] {
  const always: ErrorCode[] = ['request.invalid', 'request.too-many', 'request.unavailable', 'request.internal']
  const guarded: ErrorCode[] = verb.permission === 'public' ? [] : ['request.unauthenticated', 'request.forbidden']
  return {
    [status]: { description: 'Done', content: { 'application/json': { schema: verb.output, ...(example !== undefined && { example }) } } },
    ...refusalsOf([...always, ...guarded, ...verb.refuses]),
  }
}

/** The answers that say no, by status, each naming its codes. */
export function refusalsOf(refused: readonly ErrorCode[]): RouteConfig['responses'] {
  const codesByStatus = new Map<number, ErrorCode[]>()
  for (const code of refused) {
    const status = httpStatusOf({ code, kind: errorCatalogue[code][0] })
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code][1]}`).join(' '),
        content: { [problemType]: { schema: Problem } },
      },
    ]),
  )
}
