import { userRegistered } from '@mas/contracts/identity'
import { emailBounced, emailSent } from '@mas/contracts/notifications'
import { on } from '@mas/kernel'
import { journalEmail } from './journal-email.ts'
import { markBounced } from './mark-bounced.ts'
import { takeSignup } from './take-signup.ts'

export const leadsSubscribers = [
  on(userRegistered, 'leads.take-signup', async (t, { userId, platform, role }) => {
    if (role === 'USER') await takeSignup(t, { userId, platform })
  }),
  on(emailBounced, 'leads.mark-bounced', async (t, { permanent, ...bounce }) => {
    if (permanent) await markBounced(t, bounce)
  }),
  on(emailSent, 'leads.journal-email', async (t, { leadId, emailId, kind, at }) => {
    if (leadId !== undefined) await journalEmail(t, { leadId, emailId, kind, at: new Date(at) })
  }),
]
