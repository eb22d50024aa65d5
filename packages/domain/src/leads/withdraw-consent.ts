import { Consent, WithdrawConsentInput } from '@mas/contracts/leads'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { recordConsent } from './consent-parts.ts'
import { reachedPoint } from './reached-point.ts'

export const withdrawConsent = command({
  verb: 'leads.withdraw-consent',
  summary: 'Records that a person does not want to be contacted any more; obeyed from this instant, also after an erasure.',
  permission: 'leads.withdraw-consent',
  refuses: [
    'leads.not-found',
    'leads.evidence-required',
    'leads.phone-invalid',
    'leads.phone-lossy',
    'leads.phone-junk',
    'leads.email-invalid',
  ],
  input: WithdrawConsentInput,
  output: Consent,
  run: async (t, { contactPointId, value, ...order }) => {
    const point = await reachedPoint(t, { contactPointId, value })
    const consent = await recordConsent(t, { ...order, value: point.value, state: 'withdrawn', basis: 'operator', leadId: point.lead_id })
    await record(t, {
      action: 'leads.withdraw-consent',
      subject: { type: 'consent', id: consent.id },
      after: { channel: order.channel, purpose: order.purpose },
    })
    return consent
  },
})
