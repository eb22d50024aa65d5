import type { PasskeyAssertion } from '@mas/contracts/identity'
import { findPasskey, usePasskey } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { questionOf, userHandleOf } from './passkey-question.ts'
import type { AttemptFacts } from './sign-in-log.ts'

export interface ShownPasskey {
  readonly userId: string
  readonly passkeyId: string
  readonly signCount: number
}

/**
 * Whose passkey answered the question of this challenge: on one of our origins, for our site, its user verified, with a
 * count newer than the last. One refusal for every cause; which it was stands in the log. The caller uses it up.
 */
export async function showPasskey(
  ctx: Ctx,
  { challengeId, passkey }: { readonly challengeId: string; readonly passkey: PasskeyAssertion },
  log: AttemptFacts,
): Promise<ShownPasskey> {
  const question = await questionOf(ctx, challengeId)
  const known = await findPasskey(ctx.db, Buffer.from(passkey.id, 'base64url'))
  if (known === undefined) throw refused(log, 'unknown or removed')
  log.userId = known.userId
  const { userHandle } = passkey.response
  if (userHandle !== undefined && userHandle !== null && userHandle !== userHandleOf(known.userId)) throw refused(log, 'of another person')
  if (known.rpId !== question.rpId) throw refused(log, 'made for another site')
  const judged = await ctx.infra.auth.passkeys.checkAssertion(passkey, question, known)
  if (judged.verdict === 'bad') throw refused(log, judged.reason)
  return { userId: known.userId, passkeyId: known.id, signCount: judged.value.signCount }
}

/** Part: moves its count on; of two answers that carry the same one, a single caller gets through. */
export async function spendPasskey(t: TxCtx, { passkeyId, signCount }: ShownPasskey): Promise<void> {
  if (!(await usePasskey(t.tx, passkeyId, signCount, t.clock.now()))) throw fail('identity.passkey-refused')
}

function refused(log: AttemptFacts, why: string) {
  log.facts = { ...log.facts, passkey: why }
  return fail('identity.passkey-refused')
}
