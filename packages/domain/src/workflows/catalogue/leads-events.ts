import {
  consentChanged,
  contactAttempted,
  followUpDue,
  leadCreated,
  leadMerged,
  leadUnmerged,
  reEnquired,
  statusChanged,
  tagged,
} from '@mas/contracts/leads'
import { field, listed } from './entry.ts'

type Pair = { readonly survivorId: string; readonly absorbedId: string }
const ofLead = { lead: field<{ leadId?: string | undefined }>((data) => [data.leadId]) }

export const leadsEvents = [
  listed({ event: leadCreated, history: true, subjects: ofLead }),
  listed({ event: reEnquired, history: true, subjects: ofLead }),
  listed({ event: statusChanged, history: true, subjects: ofLead, origin: (data) => data.origin }),
  listed({ event: tagged, history: true, subjects: ofLead, origin: (data) => data.origin }),
  listed({ event: leadMerged, history: true, subjects: { lead: field<Pair>((data) => [data.survivorId]) } }),
  listed({ event: leadUnmerged, history: true, subjects: { lead: field<Pair>((data) => [data.survivorId, data.absorbedId]) } }),
  listed({ event: contactAttempted, history: true, subjects: ofLead }),
  listed({ event: followUpDue, history: true, subjects: ofLead }),
  listed({ event: consentChanged, history: true, subjects: ofLead }),
]
