import type { AppError } from '@mas/kernel'
import type { Context } from 'hono'
import { z } from 'zod'
import { errorKinds } from '@mas/contracts/core'
import { httpStatusOf, retryAfterOf } from './edge-error.ts'
import type { EdgeEnv } from './edge-env.ts'

/** Problem details (RFC 9457): every refusal of everything that is not tRPC. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Address of the page that explains the code' }),
    title: z.string().meta({ description: 'What the code means, the same words every time' }),
    status: z.int().meta({ description: 'HTTP status' }),
    detail: z.string().meta({ description: 'What was wrong with this very request' }),
    instance: z.string().meta({ description: 'Path of the request' }),
    code: z.string().meta({ description: 'Stable error code, `<domain>.<kebab>`' }),
    kind: z.enum(errorKinds),
    details: z.record(z.string(), z.unknown()).meta({ description: 'Facts of this refusal, by code' }),
    requestId: z.string().meta({ description: 'Quote it when asking for help' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

export const problemType = 'application/problem+json'

export function problem(c: Context<EdgeEnv>, error: AppError): Response {
  const status = httpStatusOf(error)
  const body: Problem = {
    type: `/reference/errors#${error.code}`,
    title: error.message,
    status,
    detail: detailOf(error),
    instance: c.req.path.slice(0, 500),
    code: error.code,
    kind: error.kind,
    details: error.details,
    requestId: c.get('requestId'),
  }
  const headers = new Headers({ 'content-type': problemType })
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  if (error.code === 'request.method-not-allowed' && Array.isArray(error.details['allow']))
    headers.set('allow', error.details['allow'].join(', '))
  return new Response(JSON.stringify(body), { status, headers })
}

function detailOf(error: AppError): string {
  const issues: unknown = error.details['issues']
  if (!Array.isArray(issues)) return error.message
  const told = Issues.safeParse(issues.slice(0, 5))
  return told.success && told.data.length > 0
    ? told.data.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')
    : error.message
}
const Issues = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
