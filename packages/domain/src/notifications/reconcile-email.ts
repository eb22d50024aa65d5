import { NoticeClass } from '@mas/contracts/notifications'
import { attemptsOf, findEmail, requeue } from '@mas/db/notifications'
import { inTx, type Ctx } from '@mas/kernel'
import { enqueueMail } from './materialise.ts'
import { reconcile } from './send-rules.ts'

/** Looks at a mail whose outcome is unknown and does what its provider and class allow. */
export async function reconcileEmail(ctx: Ctx, emailId: string): Promise<void> {
  const mail = await findEmail(ctx.db, emailId)
  if (mail?.state !== 'in_doubt') return
  const attempts = await attemptsOf(ctx.db, emailId)
  const [first] = attempts
  const last = attempts.at(-1)
  if (first === undefined || last === undefined) return
  const { emailSender } = ctx.ports
  const now = ctx.clock.now()
  const next = reconcile({
    class: NoticeClass.parse(mail.class),
    doubts: mail.doubts,
    firstAttemptAt: first.started_at,
    lastAttemptAt: last.started_at,
    now,
    sameProvider: last.provider === emailSender.vendor,
    repeatable: emailSender.repeatable,
  })
  if (next !== 'again') return
  await inTx(ctx, async (t) => {
    if (await requeue(t.tx, emailId, 'in_doubt', 'sent again after an unknown outcome', now)) await enqueueMail(t, mail)
  })
}
