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
    if (isRefusal(thrown)) await ctx.infra.takeRate(ctx, verb)
    throw await recorded(ctx, verb, thrown)
  }
}

/** Has a denied permission recorded, once however many verbs it passes through; answers what was thrown. */
export async function recorded(ctx: Ctx, verb: VerbMeta, thrown: unknown): Promise<unknown> {
  if (!isRefusal(thrown) || onRecord.has(thrown) || ctx.infra.audit === undefined) return thrown
  onRecord.add(thrown)
  await ctx.infra.audit.refused(ctx, verb)
  return thrown
}
const onRecord = new WeakSet<AppError>()

function isRefusal(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.code === 'request.forbidden'
}
