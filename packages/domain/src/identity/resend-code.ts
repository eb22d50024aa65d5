import { Challenge, ResendCodeInput } from '@mas/contracts/identity'
import { findChallenge, renewCode } from '@mas/db/identity'
import { enqueue, fail, flow, inTx, type Ctx } from '@mas/kernel'
import { codeLifeMs, noticeOf, resendAfterMs, silentPurposes } from './challenge.ts'
import { identityJobs } from './jobs.ts'
import { codeMac, newCode } from './secrets.ts'
import { takeSend } from './sends.ts'

export const resendCode = flow({
  verb: 'identity.resend-code',
  summary: 'Sends a new code for an open challenge, at most once in 60 seconds; the old code stops working, spent tries stay spent.',
  permission: 'public',
  rate: 'auth',
  refuses: ['identity.resend-too-soon', 'identity.challenge-dead', 'identity.too-many-attempts', 'identity.human-check-required'],
  input: ResendCodeInput,
  output: Challenge,
  run: async (ctx, { challengeId, human }) => {
    const found = await findChallenge(ctx.db, challengeId)
    const now = ctx.clock.now()
    if (
      found === undefined ||
      silentPurposes.includes(found.purpose) ||
      found.consumedAt !== null ||
      found.attempts >= 5 ||
      found.expiresAt <= now
    )
      throw fail('identity.challenge-dead')
    requireWaited(found.lastSentAt, now)
    await takeSend(ctx, found.addressMac, { token: human, action: 'resend-code' })
    return renew(ctx, challengeId)
  },
})

/** A new code in the same challenge, and its mail. */
export async function renew(ctx: Ctx, challengeId: string): Promise<Challenge> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const code = newCode()
    const renewed = await renewCode(t.tx, challengeId, {
      codeMac: codeMac(t, challengeId, code),
      sealedCode: t.infra.keys.seal('identity.code', code, challengeId),
      codeExpiresAt: new Date(now.getTime() + codeLifeMs),
      sentBefore: new Date(now.getTime() - resendAfterMs),
      now,
    })
    // Somebody else renewed, spent or finished it between the two reads.
    if (renewed === undefined) throw fail('identity.resend-too-soon', { retryAfterSeconds: resendAfterMs / 1000 })
    await enqueue(t, identityJobs.sendNotice, { kind: noticeOf(renewed.purpose), challengeId, sends: renewed.sends, platform: t.platform })
    return {
      challengeId,
      codeExpiresAt: renewed.codeExpiresAt.toISOString(),
      resendAt: new Date(now.getTime() + resendAfterMs).toISOString(),
    }
  })
}

function requireWaited(lastSentAt: Date, now: Date): void {
  const leftMs = lastSentAt.getTime() + resendAfterMs - now.getTime()
  if (leftMs > 0) throw fail('identity.resend-too-soon', { retryAfterSeconds: Math.ceil(leftMs / 1000) })
}
