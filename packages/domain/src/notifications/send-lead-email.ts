import { SendLeadEmailInput, SendLeadEmailOutput } from '@mas/contracts/notifications'
import { claimDueIntent, emailsOfIntent, findIntents } from '@mas/db/notifications'
import { actorKey, fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { authorizeLead } from '../leads/index.ts'
import { decideIntent } from './decide-intent.ts'
import { sendTemplate } from './send-template.ts'

/** A flow because a refusal is kept, with its reason, and told after. */
export const sendLeadEmail = flow({
  verb: 'notifications.send-lead-email',
  summary:
    'Mails a lead from a template, answered to you; decided at once: queued, deferred until an instant (quiet hours, caps), or refused with the reason.',
  permission: 'notifications.send-lead-email',
  refuses: [
    'leads.not-found',
    'leads.merged',
    'leads.contact-bad',
    'leads.consent-withdrawn',
    'leads.consent-missing',
    'leads.contact-capped',
    'notifications.no-address',
    'notifications.suppressed',
    'notifications.channel-off',
    'notifications.data-invalid',
  ],
  input: SendLeadEmailInput,
  output: SendLeadEmailOutput,
  run: async (ctx, { leadId, template, data, consentClass = 'service', requestId }) => {
    if (ctx.ports.emailSender.mode === 'off') throw fail('notifications.channel-off')
    const house = { emailOn: true, mailDomain: ctx.ports.mailHouse.mailDomain }
    const intentId = await inTx(ctx, async (t) => {
      await authorizeLead(t, leadId)
      const id = await sendTemplate(t, { template, to: { leadId }, data, dedupeKey: `${actorKey(t.actor)}:${requestId}`, consentClass })
      const intent = await claimDueIntent(t.tx, id, t.clock.now())
      // Asked before: whatever was decided then stands.
      if (intent === undefined) return id
      const { decision } = await decideIntent(t, intent, undefined, house)
      await record(t, {
        action: 'notifications.send-lead-email',
        subject: { type: 'lead', id: leadId },
        after: { template, consentClass, intentId: id, decision },
      })
      return id
    })
    const [intent] = await findIntents(ctx.db, [intentId])
    const [mail] = await emailsOfIntent(ctx.db, intentId)
    if (intent === undefined) throw new Error('the request was just stored')
    const { state, reason } = intent
    if (state === 'refused' && reason?.startsWith('leads.') === true) throw fail(gateCode(reason))
    if (state === 'refused' || state === 'suppressed') throw fail('notifications.suppressed', { reason: reason ?? state })
    const waits = state === 'deferred'
    return {
      intentId,
      emailId: mail?.id ?? null,
      outcome: waits ? ('deferred' as const) : ('queued' as const),
      reason: waits ? reason : null,
      dueAt: waits ? new Date(intent.due_at).toISOString() : null,
    }
  },
})

const gateCodes = ['leads.contact-bad', 'leads.consent-withdrawn', 'leads.consent-missing', 'leads.contact-capped'] as const
function gateCode(reason: string): (typeof gateCodes)[number] {
  return gateCodes.find((code) => code === reason) ?? 'leads.consent-missing'
}
