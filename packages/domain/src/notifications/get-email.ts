import { EmailTimeline, GetEmailInput } from '@mas/contracts/notifications'
import { attemptsOf, eventsOfEmail, findBody, findEmail } from '@mas/db/notifications'
import { fail, query } from '@mas/kernel'
import { emailOf } from './email-view.ts'

export const getEmail = query({
  verb: 'notifications.get-email',
  summary: 'Shows one mail with every attempt on the wire and what the provider told afterwards.',
  permission: 'notifications.get-email',
  refuses: ['request.not-found'],
  input: GetEmailInput,
  output: EmailTimeline,
  run: async (ctx, { emailId }) => {
    const mail = await findEmail(ctx.db, emailId)
    if (mail === undefined) throw fail('request.not-found')
    const attempts = (await attemptsOf(ctx.db, emailId)).map((one) => ({
      number: one.attempt_no,
      provider: one.provider,
      startedAt: one.started_at.toISOString(),
      finishedAt: one.finished_at?.toISOString() ?? null,
      outcome: one.outcome,
      answer: one.answer,
    }))
    const events = (await eventsOfEmail(ctx.db, emailId)).map(({ type, at, reason }) => ({ type, at: at.toISOString(), reason }))
    return { email: emailOf(mail), text: await findBody(ctx.db, emailId), attempts, events }
  },
})
