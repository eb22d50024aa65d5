import { emailFailed, emailSent } from '@mas/contracts/notifications'
import {
  addToAnswer,
  closeEmail,
  deferEmail,
  endAttempt,
  markInDoubt,
  markSent,
  requeue,
  settleIntent,
  type EmailRow,
  type IntentRow,
} from '@mas/db/notifications'
import { emit, enqueue, inTx, type Ctx, type ProviderAnswer, type TxCtx } from '@mas/kernel'
import type { SentEmail } from '@mas/kernel/ports/email-sender'
import { applyBounce } from './apply-bounce.ts'
import { notificationsJobs } from './jobs.ts'
import { mailFacts } from './mail-facts.ts'
import { enqueueMail } from './materialise.ts'
import { doubtRestMs, isDeadMailbox, nextTry } from './send-rules.ts'
import { tellRequest } from './tell-request.ts'

/** Stores what the provider said. The attempt of `mail.attempts` is the one that was on the wire. */
export async function recordAnswer(ctx: Ctx, mail: EmailRow, intent: IntentRow, answer: ProviderAnswer<SentEmail>): Promise<void> {
  await inTx(ctx, async (t) => {
    const now = t.clock.now()
    const end = {
      id: mail.id,
      attemptNo: mail.attempts,
      outcome: answer.outcome,
      answer: answer.outcome === 'ok' ? answer.value.providerId : answer.reason.slice(0, 300),
      now,
    }
    const inTime = await endAttempt(t.tx, end)
    if (!inTime) await addToAnswer(t.tx, end)
    if (answer.outcome === 'ok') {
      if (!(await markSent(t.tx, mail.id, mail.attempts, answer.value.providerId, now))) return
      await settleIntent(t.tx, mail.intent_id)
      await emit(t, emailSent, { ...mailFacts(mail), ...(intent.origin !== null && { origin: intent.origin }), at: now.toISOString() })
    } else if (!inTime) {
      // The lease had run out and the mail is in doubt; only a certain success changes that.
    } else if (answer.outcome === 'in_doubt') {
      await doubt(t, mail, answer.reason)
    } else await refuse(t, mail, intent, answer)
  })
}

/** Part: the outcome of an attempt is unknown; the mail is looked at again after it has rested. */
export async function doubt(t: TxCtx, mail: { readonly id: string; readonly attempts: number }, reason: string): Promise<void> {
  if (!(await markInDoubt(t.tx, mail.id, mail.attempts, reason.slice(0, 300)))) return
  await enqueue(t, notificationsJobs.reconcileEmail, { emailId: mail.id }, { startAfter: new Date(t.clock.now().getTime() + doubtRestMs) })
}

async function refuse(
  t: TxCtx,
  mail: EmailRow,
  intent: IntentRow,
  answer: Extract<ProviderAnswer<SentEmail>, { outcome: 'refused' }>,
): Promise<void> {
  const again =
    answer.retry === 'never'
      ? undefined
      : nextTry({
          attempts: mail.attempts,
          critical: mail.priority === 0,
          retryAfterSeconds: answer.retryAfterSeconds,
          now: t.clock.now(),
          expiresAt: intent.expires_at,
        })
  if (again !== undefined) {
    await requeue(t.tx, mail.id, 'sending', answer.reason.slice(0, 300), again)
    await enqueueMail(t, mail, again)
    return
  }
  const dead = answer.retry === 'never' && isDeadMailbox(answer.reason)
  await closeMail(t, mail, 'failed', dead ? 'hard-bounce' : answer.reason, ['sending'], intent)
  if (dead) await applyBounce(t, mail, { permanent: true, reason: answer.reason, origin: intent.origin })
}

/** Ends a mail that was not sent, with its intent; who asked for it hears of a failure. */
export async function closeMail(
  t: TxCtx,
  mail: EmailRow,
  state: 'failed' | 'suppressed',
  reason: string,
  from: readonly string[],
  intent: Pick<IntentRow, 'id' | 'kind' | 'user_id' | 'lead_id' | 'origin' | 'requested_by'>,
): Promise<void> {
  if (!(await closeEmail(t.tx, mail.id, state, reason.slice(0, 300), from))) return
  await settleIntent(t.tx, mail.intent_id)
  if (state === 'suppressed') return tellRequest(t, intent, { reason })
  const { origin, requested_by: requestedBy } = intent
  await emit(t, emailFailed, {
    ...mailFacts(mail),
    reason: reason.slice(0, 200),
    ...(origin !== null && { origin }),
    ...(requestedBy !== null && { requestedBy }),
  })
}

/** A mail that the second decision stops before the wire. */
export async function giveUp(ctx: Ctx, mail: EmailRow, intent: IntentRow, state: 'failed' | 'suppressed', reason: string): Promise<void> {
  await inTx(ctx, (t) => closeMail(t, mail, state, reason, ['queued', 'deferred'], intent))
}

/** A mail that has to wait: the row's `due_at` is the deferral, the job only comes back for it. */
export async function hold(ctx: Ctx, mail: EmailRow, intent: IntentRow, reason: string, until: Date): Promise<void> {
  await inTx(ctx, async (t) => {
    if (!(await deferEmail(t.tx, mail.id, reason, until))) return
    await enqueueMail(t, mail, until)
    await tellRequest(t, intent, { reason, until })
  })
}
