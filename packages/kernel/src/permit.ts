import type { Scope } from '@mas/contracts/access'
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
    return decide(ctx, verb)
  } catch (thrown) {
    if (isRefusal(thrown)) await ctx.infra.takeRate(ctx, verb)
    throw await recorded(ctx, verb, thrown)
  }
}

/** In an emergency every "no" sounds the same, whichever rule it came from. */
function decide({ actor, clock }: Ctx, verb: VerbMeta): readonly Scope[] {
  const refused = modeRefusal(actor, verb)
  if (refused !== undefined) throw fail(refused)
  try {
    return authorize(actor, verb.permission, verb.fresh, clock.now().getTime())
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
