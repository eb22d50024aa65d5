import { Consent, RecordConsentInput } from '@mas/contracts/leads'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { recordConsent as writeConsent } from './consent-parts.ts'
import { reachedPoint } from './reached-point.ts'

export const recordConsent = command({
  verb: 'leads.record-consent',
  summary:
    'Records that a person agreed to be contacted, with evidence. Explicit consent lives 365 days, enquiry and inbound 180 (settings).',
  permission: 'leads.record-consent',
  refuses: [
    'leads.not-found',
    'leads.evidence-required',
    'leads.phone-invalid',
    'leads.phone-lossy',
    'leads.phone-junk',
    'leads.email-invalid',
  ],
  input: RecordConsentInput,
  output: Consent,
  run: async (t, { contactPointId, value, ...order }) => {
    const point = await reachedPoint(t, { contactPointId, value })
    const consent = await writeConsent(t, { ...order, value: point.value, state: 'granted', leadId: point.lead_id })
    await record(t, {
      action: 'leads.record-consent',
      subject: { type: 'consent', id: consent.id },
      after: { channel: order.channel, purpose: order.purpose, basis: order.basis },
    })
    return consent
  },
})
