import { CaptureLeadInput, CaptureLeadOutput } from '@mas/contracts/leads'
import { reachableIds } from '@mas/db/leads'
import { command, fail, type TxCtx } from '@mas/kernel'
import { normaliseEmails } from './email-rules.ts'
import { ingest } from './ingest.ts'
import { normalisePhones } from './phone-rules.ts'
import { reachOf } from './reach.ts'

export const captureLead = command({
  verb: 'leads.capture-lead',
  summary: "Takes one person in by hand: a new lead, or an enquiry of a known one. Nothing of a lead outside the caller's reach is told.",
  permission: 'leads.capture-lead',
  refuses: [
    'leads.no-contact',
    'leads.phone-invalid',
    'leads.phone-lossy',
    'leads.phone-junk',
    'leads.email-invalid',
    'leads.product-unknown',
    'leads.field-too-long',
    'leads.intake-contended',
  ],
  input: CaptureLeadInput,
  output: CaptureLeadOutput,
  run: async (t, input) => {
    const { phones, emails } = contactsOf(input.phones, input.emails)
    const { productCode, sessionYear, source, note, city, state, college } = input
    const by = t.actor.kind === 'user' ? t.actor.userId : undefined
    const result = await ingest(t, {
      channel: 'manual',
      sourceRef: `${by ?? t.actor.kind}:${input.requestId}`,
      fullName: input.fullName,
      phones,
      emails,
      fields: { ...(city !== undefined && { city }), ...(state !== undefined && { state }), ...(college !== undefined && { college }) },
      extra: {},
      tags: [],
      ...(productCode !== undefined && { productCode }),
      ...(sessionYear !== undefined && { sessionYear }),
      ...(source !== undefined && { source }),
      ...(note !== undefined && { note }),
      ...(by !== undefined && { capturedBy: by }),
      ...headOf(t),
    })
    if (result.rejectCode === 'leads.product-unknown') throw fail('leads.product-unknown', { productCode: productCode ?? '' })
    if (result.leadId === undefined) throw fail('leads.no-contact')
    const mine = await reachableIds(t.tx, [result.leadId], reachOf(t))
    // Whether a stranger's lead was new to us, matched or updated would already tell that it is there; the outcome a telecaller may know is "matched".
    return mine.length === 1
      ? { outcome: result.outcome, leadId: result.leadId, intakeId: result.intakeId }
      : { outcome: 'matched' as const, intakeId: result.intakeId }
  },
})

function contactsOf(phoneTexts: readonly string[], emailTexts: readonly string[]) {
  const phones = phoneTexts.map(normalisePhones)
  const emails = emailTexts.map(normaliseEmails)
  const [problem] = [...phones.flatMap((one) => one.problems), ...emails.flatMap((one) => one.problems)]
  if (problem !== undefined) throw fail(problem.code, { input: problem.input })
  const found = { phones: phones.flatMap((one) => one.phones), emails: emails.flatMap((one) => one.emails) }
  if (found.phones.length + found.emails.length === 0) throw fail('leads.no-contact')
  return found
}

/** What a head captures belongs to the head's pool. */
function headOf({ actor }: TxCtx): { owningHeadId?: string } {
  return actor.kind === 'user' && actor.role === 'SALES_HEAD' ? { owningHeadId: actor.userId } : {}
}
