import {
  countLateCritical,
  doubtfulEmails,
  dueEmails,
  dueIntents,
  endAttempt,
  eraseExpiredSeals,
  lostLeases,
  waitingEvents,
} from '@mas/db/notifications'
import { eachAlone, enqueueMany, inTx, type Ctx } from '@mas/kernel'
import { notificationsJobs } from './jobs.ts'
import { enqueueMails } from './materialise.ts'
import { keptMs } from './apply-provider-event.ts'
import { reconcileEmail } from './reconcile-email.ts'
import { doubt } from './record-answer.ts'
import { enqueueDecisions } from './request-intents.ts'

const minute = 60_000
const atOnce = 500

/** The safety net, every minute: rows are what is due; jobs only hurry them along and may all be lost. */
export async function sweepDue(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const intents = await dueIntents(ctx.db, now, atOnce)
  const mails = await dueEmails(ctx.db, new Date(now.getTime() - minute), atOnce)
  const events = await waitingEvents(ctx.db, new Date(now.getTime() - keptMs), atOnce)
  await inTx(ctx, async (t) => {
    await enqueueDecisions(t, intents)
    await enqueueMails(t, mails)
    await enqueueMany(
      t,
      notificationsJobs.applyProviderEvent,
      events.map((eventId) => ({ payload: { eventId } })),
    )
    await eraseExpiredSeals(t.tx, now)
  })
  const late = await countLateCritical(ctx.db, new Date(now.getTime() - 10 * minute))
  if (late > 0) ctx.log.error('critical mail waits for more than ten minutes', { mails: late })

  await giveUpLostLeases(ctx, now)
  const { vendor, repeatable } = ctx.ports.emailSender
  const since = new Date(now.getTime() - 25 * 60 * minute)
  const doubtful = await doubtfulEmails(ctx.db, { since, provider: vendor, repeatable, limit: atOnce })
  await eachAlone(doubtful, (emailId) => reconcileEmail(ctx, emailId))
}

/** A process died between the wire and the record: nobody knows what the provider took. */
async function giveUpLostLeases(ctx: Ctx, now: Date): Promise<void> {
  await eachAlone(await lostLeases(ctx.db, now, atOnce), ({ id, attempts }) =>
    inTx(ctx, async (t) => {
      const ended = await endAttempt(t.tx, { id, attemptNo: attempts, outcome: 'in_doubt', answer: 'no answer was recorded', now })
      if (ended) await doubt(t, { id, attempts }, 'no answer was recorded')
    }),
  )
}
