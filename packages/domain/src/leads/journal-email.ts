import type { TxCtx } from '@mas/kernel'
import { journal } from './journal.ts'
import { resolveLead } from './lead-parts.ts'

/** Part: a mail that left for a lead stands in its journal, once; automated mail is no attempt to reach somebody. */
export async function journalEmail(t: TxCtx, mail: { leadId: string; emailId: string; kind: string; at: Date }): Promise<void> {
  const { leadId, emailId, kind, at } = mail
  if ((await resolveLead(t, leadId)) === undefined) return // mails name leads without a foreign key
  await journal(t, [{ leadId, kind: 'email', sourceRef: emailId, channel: 'email', direction: 'out', occurredAt: at, data: { kind } }])
}
