import { getLinkedPreferences, getUnsubscribe, setLinkedPreferences, unsubscribe } from '@mas/domain/notifications'
import { AppError, fail, type Ctx } from '@mas/kernel'
import { Hono, type Context } from 'hono'
import { visitorCtx } from '../auth/auth-ctx.ts'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { httpStatusOf } from '../http/edge-error.ts'
import { serve } from '../http/routes.ts'
import { cellName, preferencesPage } from './preferences-page.ts'
import { askToLeave, sayLeft, sayNotOurs } from './unsubscribe-page.ts'

/** The addresses that stand in mails. The signed token in them is the permission; nobody signs in. */
export function mailLinkRoutes(deps: ApiDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  const called = (c: Context<EdgeEnv>) => ({ ctx: visitorCtx(deps, c), token: c.req.param('token') ?? '' })

  serve(app, '/u/:token', {
    GET: (c) => {
      const { ctx, token } = called(c)
      return orNotOurs(async () => askToLeave((await getUnsubscribe(ctx, { token })).list))
    },
    POST: async (c) => {
      const { ctx, token } = called(c)
      const form = await formOf(c)
      // RFC 8058: a mail program acts for its user at once and reads nothing but the status.
      if (form.getAll('List-Unsubscribe').includes('One-Click')) {
        await unsubscribe(ctx, { token })
        return new Response(null, { status: 200 })
      }
      if (form.get('confirm') !== '1') throw fail('request.invalid', { issues: [{ path: ['confirm'], message: 'must be 1' }] })
      return orNotOurs(async () => sayLeft((await unsubscribe(ctx, { token })).list))
    },
  })

  serve(app, '/preferences/:token', {
    GET: (c) => {
      const { ctx, token } = called(c)
      return orNotOurs(async () => preferencesPage(await getLinkedPreferences(ctx, { token }), false))
    },
    POST: async (c) => {
      const { ctx, token } = called(c)
      const form = await formOf(c)
      return orNotOurs(async () => preferencesPage(await choose(ctx, token, form), true))
    },
  })
  return app
}

async function choose(ctx: Ctx, token: string, form: Form) {
  const matrix = await getLinkedPreferences(ctx, { token })
  const shown = new Set(form.getAll('shown'))
  const on = new Set(form.getAll('on'))
  const changes = matrix.topics
    .filter((cell) => !cell.mandatory && shown.has(cellName(cell)) && on.has(cellName(cell)) !== cell.on)
    .map(({ topic, channel, on: was }) => ({ topic, channel, on: !was }))
  return changes.length === 0 ? matrix : setLinkedPreferences(ctx, { token, changes })
}

type Form = Awaited<ReturnType<Request['formData']>>

async function formOf(c: Context<EdgeEnv>): Promise<Form> {
  try {
    return await c.req.raw.formData()
  } catch (thrown) {
    throw fail('request.invalid', { issues: [{ path: [], message: 'is no form' }] }, thrown)
  }
}

/** People see a page, not a problem document, when their link is broken. */
async function orNotOurs(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'invalid') return sayNotOurs(httpStatusOf(thrown))
    throw thrown
  }
}
