import { fail, type Ctx, type ProviderAnswer } from '@mas/kernel'

/** Accepted, or refused for good, is the end of it. Everything else is tried again under the same message id. */
export function settle(ctx: Ctx, answer: ProviderAnswer<{ accepted: true }>): void {
  if (answer.outcome === 'ok') return
  if (answer.outcome === 'refused' && answer.retry === 'never') {
    ctx.log.warn('a notice was refused for good', { reason: answer.reason })
    return
  }
  throw fail('request.unavailable', { reason: answer.reason })
}
