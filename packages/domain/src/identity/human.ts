import { fail, type Ctx } from '@mas/kernel'

/**
 * Asks for a person. Where the check is off or does not answer, the step becomes a wait since the last try, so that
 * an outage neither opens the door nor shuts it.
 */
export async function requireHuman(ctx: Ctx, token: string | undefined, action: string, last: { at: Date; waitMs: number }): Promise<void> {
  const check = ctx.ports.humanCheck
  if (check.mode === 'off') return waitInstead(ctx, last)
  if (token === undefined) throw fail('identity.human-check-required', { action })
  const answer = await check.check({ token, action, ...(ctx.client && { remoteIp: ctx.client.ip }) })
  if (answer.outcome !== 'ok') {
    ctx.log.warn('the human check gave no answer', { outcome: answer.outcome })
    return waitInstead(ctx, last)
  }
  if (!answer.value.human) throw fail('identity.human-check-required', { action, reason: answer.value.reason })
}

function waitInstead(ctx: Ctx, { at, waitMs }: { at: Date; waitMs: number }): void {
  const leftMs = at.getTime() + waitMs - ctx.clock.now().getTime()
  if (leftMs > 0) throw fail('identity.too-many-attempts', { retryAfterSeconds: Math.ceil(leftMs / 1000) })
}
