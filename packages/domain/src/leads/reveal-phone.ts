import { RevealPhoneInput, RevealPhoneOutput } from '@mas/contracts/leads'
import { countReveal } from '@mas/db/leads'
import { command, dayIn, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { readSetting } from '../settings/index.ts'
import { journal } from './journal.ts'
import { lockReachable } from './reach.ts'
import { revealsPerDay } from './settings.ts'

export const revealPhone = command({
  verb: 'leads.reveal-phone',
  summary: 'Shows a number in full, with a reason; audited, and capped a person and day (setting, 50).',
  permission: 'leads.reveal-phone',
  refuses: ['leads.not-found', 'leads.merged', 'leads.phone-not-found', 'leads.reveal-capped'],
  input: RevealPhoneInput,
  output: RevealPhoneOutput,
  run: async (t, { leadId, contactPointId, reason }) => {
    const lead = await lockReachable(t, leadId)
    const phone = lead.points.find(
      (point) => point.kind === 'phone' && (contactPointId === undefined ? point.is_primary : point.id === contactPointId),
    )
    if (phone === undefined) throw fail('leads.phone-not-found')
    const shown =
      t.actor.kind === 'user' ? await countReveal(t.tx, t.actor.userId, dayIn(t.clock.now()), await readSetting(t, revealsPerDay)) : 0
    if (shown === undefined) throw fail('leads.reveal-capped')
    await journal(t, [{ leadId, kind: 'phone-revealed', data: { contactPointId: phone.id, reason } }])
    await record(t, {
      action: 'leads.reveal-phone',
      subject: { type: 'lead', id: leadId },
      after: { contactPointId: phone.id },
      reason,
      effect: 'read',
    })
    return { phone: phone.value, shownToday: shown }
  },
})
