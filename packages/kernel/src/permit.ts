import type { Scope } from '@mas/contracts/access'
import type { Actor } from './actor.ts'
import { authorize } from './authorize.ts'
import type { Ctx } from './context.ts'
import { AppError, fail } from './errors.ts'
import { modeRefusal } from './session-mode.ts'
import type { VerbMeta } from './verb.ts'

/**
 * Authorizes, and has a refusal recorded. It counts against the caller's rate first, so hammering at a closed door
 * cannot fill the log.
 */
export async function permit(ctx: Ctx, verb: VerbMeta): Promise<readonly Scope[]> {
  try {
    return grantFor(ctx.actor, verb, ctx.clock.now().getTime())
  } catch (thrown) {
    if (isRefusal(thrown)) await ctx.infra.takeRate(ctx, verb)
    throw await recorded(ctx, verb, thrown)
  }
}

/**
 * How far this caller reaches with this verb; throws where the answer is no. Everything the role, the session's mode, its
 * second factor and its last confirmation say, before any I/O. In an emergency every "no" sounds the same, whichever
 * rule it came from.
 */
export function grantFor(actor: Actor, verb: VerbMeta, nowMs: number): readonly Scope[] {
  const refused = modeRefusal(actor, verb)
  if (refused !== undefined) throw fail(refused)
  try {
    return authorize(actor, verb.permission, verb.fresh, nowMs)
  } catch (thrown) {
    if (actor.kind === 'user' && actor.mode === 'break-glass' && isRefusal(thrown)) throw fail('identity.break-glass-denied')
    throw thrown
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
  return thrown instanceof AppError && deniedCodes.has(thrown.code)
}
const deniedCodes: ReadonlySet<string> = new Set([
  'request.forbidden',
  'identity.page-refused',
  'identity.impersonation-read-only',
  'identity.break-glass-denied',
])
