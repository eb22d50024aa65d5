import { countRejection, receive } from '@mas/domain/webhooks'
import { AppError, fail, type Ctx } from '@mas/kernel'
import type { InboundVerdict, InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import type { Context, Hono } from 'hono'
import type { ApiDeps } from '../deps.ts'
import { jsonLimits, limitedBody, type BodyLimits } from '../http/body-limit.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { serve } from '../http/routes.ts'

/**
 * Where third parties tell us things. The body is verified byte by byte before anybody looks into it, stored with a
 * job that will act on it, and only then acknowledged; no domain code runs in the request.
 */
export function mountWebhooks(app: Hono<EdgeEnv>, deps: ApiDeps): void {
  const byProvider = new Map((deps.webhooks ?? []).map((one) => [one.provider, one]))
  const take = async (c: Context<EdgeEnv>) => {
    const { webhook, ctx } = known(c)
    const raw = await bodyOf(ctx, webhook, c.req.raw, deps.bodyLimits ?? jsonLimits)
    const [pathSecret, pathRest] = [c.req.param('secret'), c.req.param('rest')]
    const verdict = await webhook.verify({
      raw,
      headers: c.req.raw.headers,
      now: ctx.clock.now(),
      query: new URL(c.req.url).searchParams,
      ...(pathSecret !== undefined && { pathSecret }),
      ...(pathRest !== undefined && { pathRest }),
    })
    return settle(ctx, webhook, verdict, raw, c.req.raw.headers)
  }
  for (const path of ['/webhooks/:provider', '/webhooks/:provider/:secret', '/webhooks/:provider/:secret/:rest{.+}'])
    serve(app, path, {
      POST: take,
      // Some vendors call back with PUT.
      PUT: take,
      GET: (c) => {
        const answer = known(c).webhook.handshake?.(new URL(c.req.url))
        if (answer === undefined) throw fail('request.method-not-allowed', { allow: ['POST', 'PUT'] })
        return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
      },
    })

  function known(c: Context<EdgeEnv>): { webhook: InboundWebhook; ctx: Ctx } {
    const webhook = byProvider.get(c.req.param('provider') ?? '')
    if (webhook === undefined) throw fail('request.not-found')
    const ctx = deps.runtime.ctx(
      { kind: 'webhook', provider: webhook.provider },
      { requestId: c.get('requestId'), client: c.get('client') },
    )
    c.set('actor', `webhook:${webhook.provider}`)
    return { webhook, ctx }
  }
}

async function bodyOf(ctx: Ctx, webhook: InboundWebhook, request: Request, limits: BodyLimits): Promise<Uint8Array> {
  try {
    return new Uint8Array(await (await limitedBody(request, limits)).arrayBuffer())
  } catch (thrown) {
    // A sender that hung up half-way is no rejection of ours.
    if (thrown instanceof AppError && thrown.code === 'request.too-large')
      await countRejection(ctx, { provider: webhook.provider, reason: 'too-large', headers: request.headers })
    throw thrown
  }
}

async function settle(ctx: Ctx, webhook: InboundWebhook, verdict: InboundVerdict, raw: Uint8Array, headers: Headers): Promise<Response> {
  switch (verdict.verdict) {
    case 'unknown':
      throw fail('request.not-found')
    case 'answer':
      return new Response(verdict.body, { status: verdict.status })
    case 'rejected':
      await countRejection(ctx, { provider: webhook.provider, reason: verdict.reason, headers })
      throw fail('webhooks.not-genuine', { reason: verdict.reason })
    default:
      await receive(ctx, {
        provider: webhook.provider,
        raw,
        headers,
        keepHeaders: webhook.keepHeaders ?? [],
        items: verdict.verdict === 'genuine' ? verdict.items : 'unparseable',
        secretVersion: verdict.secretVersion,
      })
      return new Response(null, { status: 200 })
  }
}
