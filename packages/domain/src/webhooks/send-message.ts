import type { EndpointRow } from '@mas/db/webhooks'
import type { Ctx } from '@mas/kernel'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { readSetting } from '../settings/index.ts'
import { answerText } from './answer-text.ts'
import { answerBytes, judge, type Verdict } from './delivery-rules.ts'
import { liveSecrets } from './endpoint-secrets.ts'
import { answerWithinSeconds } from './settings.ts'
import { signatureHeaders } from './standard-webhook.ts'

export interface Outgoing {
  readonly id: string
  /** `x-mas-attempt` */
  readonly n: number
  readonly body: Uint8Array
}
export interface SendOutcome {
  readonly verdict: Verdict
  readonly durationMs: number
  readonly response: string | null
  readonly address: string | null
}

/** Signs a message with every secret that is valid now and sends it once, through the egress guard. */
export async function sendMessage(
  ctx: Ctx,
  endpoint: Pick<EndpointRow, 'id' | 'url' | 'mode' | 'secrets'>,
  out: Outgoing,
): Promise<SendOutcome> {
  const startedMs = performance.now()
  const now = ctx.clock.now()
  const secrets = liveSecrets(ctx, endpoint)
  if (secrets === undefined || secrets.length === 0) return { verdict: unsigned, durationMs: 0, response: null, address: null }
  const answer = await callOnce(ctx, {
    method: 'POST',
    url: endpoint.url,
    mode: endpoint.mode,
    body: out.body,
    timeoutMs: (await readSetting(ctx, answerWithinSeconds)) * 1_000,
    maxBytes: answerBytes,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'MAS-Webhooks/1.0',
      ...signatureHeaders(secrets, { id: out.id, timestamp: Math.floor(now.getTime() / 1_000), body: out.body }),
      'x-mas-attempt': String(out.n),
    },
  })
  return {
    verdict: judge(answer, ctx.clock.now()),
    durationMs: Math.round(performance.now() - startedMs),
    response: answer.outcome === 'ok' && answer.body.byteLength > 0 ? answerText(answer.body) : null,
    address: answer.outcome === 'refused' ? (answer.address ?? null) : answer.address,
  }
}

const unsigned: Verdict = {
  success: false,
  transport: true,
  gone: false,
  throttled: false,
  status: null,
  error: 'secret-unreadable',
  retryAfterMs: 0,
}

/** A guard that throws has told us nothing: the message may have gone out. */
async function callOnce(ctx: Ctx, call: Parameters<Ctx['ports']['egress']['request']>[0]): Promise<EgressAnswer> {
  try {
    return await ctx.ports.egress.request(call)
  } catch (thrown) {
    ctx.log.error('the egress guard threw', { error: thrown instanceof Error ? thrown.name : 'unknown' })
    return { outcome: 'in_doubt', reason: 'connection-lost', address: '' }
  }
}
