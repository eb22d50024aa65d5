import type { Scope } from '@mas/contracts/access'
import { authorize } from './authorize.ts'
import type { Ctx } from './context.ts'
import { AppError } from './errors.ts'
import type { VerbMeta } from './verb.ts'

/**
 * Authorizes, and has a refusal recorded. It counts against the caller's rate first, so hammering at a closed door
 * cannot fill the log.
 */
export async function permit(ctx: Ctx, verb: VerbMeta): Promise<readonly Scope[]> {
  try {
    return authorize(ctx.actor, verb.permission, verb.fresh, ctx.clock.now().getTime())
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'request.forbidden' && ctx.infra.audit !== undefined) {
      await ctx.infra.takeRate(ctx, verb)
      await ctx.infra.audit.refused(ctx, verb)
    }
    throw thrown
  }
}
