import { isKindName, kindOf, ResendEmailInput, ResendEmailOutput } from '@mas/contracts/notifications'
import { findEmail, findIntents } from '@mas/db/notifications'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { makeMail } from './materialise.ts'
import { findRecipient } from './recipients.ts'

const resendable: ReadonlySet<string> = new Set(['failed', 'suppressed', 'in_doubt', 'bounced'])

/** A flow because the person is looked up outside the transaction; there is one transaction. */
export const resendEmail = flow({
  verb: 'notifications.resend-email',
  summary: 'Sends a failed, suppressed, bounced or doubtful mail once more as a new one, which is decided again; never one with a secret.',
  permission: 'notifications.resend-email',
  refuses: ['request.not-found', 'notifications.not-resendable'],
  input: ResendEmailInput,
  output: ResendEmailOutput,
  run: async (ctx, { emailId, reason }) => {
    const mail = await findEmail(ctx.db, emailId)
    if (mail === undefined) throw fail('request.not-found')
    const kindName = mail.kind
    const [intent] = await findIntents(ctx.db, [mail.intent_id])
    if (intent === undefined || !isKindName(kindName) || kindOf(kindName).secret !== undefined || !resendable.has(mail.state))
      throw fail('notifications.not-resendable', { state: mail.state })
    const person = await findRecipient(ctx, mail.user_id)
    const { mailDomain } = ctx.ports.mailHouse
    return inTx(ctx, async (t) => {
      // Two administrators at once: the unique `resend_of` lets one of them through.
      const made = await makeMail(t, intent, {
        kindName,
        address: mail.to_address,
        person,
        mailDomain,
        resendOf: emailId,
      })
      await record(t, { action: 'notifications.resend-email', subject: { type: 'email', id: emailId }, after: { emailId: made }, reason })
      return { emailId: made }
    })
  },
})
