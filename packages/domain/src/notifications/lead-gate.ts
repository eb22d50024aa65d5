import type { ContactDecision, ContactPurpose } from '@mas/contracts/leads'
import { ConsentClass, isKindName, kindOf } from '@mas/contracts/notifications'
import type { EmailRow, IntentRow } from '@mas/db/notifications'
import type { Ctx, TxCtx } from '@mas/kernel'
import { contactPermission, issuePermit, usePermit } from '../leads/index.ts'

/** What the gate of leads says of this mail now; undefined for a person who is no lead. */
export async function askLeadGate(ctx: Ctx | TxCtx, intent: IntentRow, address: string): Promise<ContactDecision | undefined> {
  if (intent.lead_id === null) return undefined
  return contactPermission(ctx, { value: address, channel: 'email', purpose: purposeOf(intent), leadId: intent.lead_id })
}

/**
 * Part: spends a permit for the first try of a mail to a lead, which counts it: against the caps where it is promotional, as an attempt
 * where a person sends it by hand. Throws `NotPermitted` with the gate's answer, so that the caller's step is taken back.
 */
export async function spendLeadPermit(t: TxCtx, mail: EmailRow, intent: IntentRow): Promise<void> {
  if (intent.lead_id === null || mail.attempts > 0) return
  const manual = intent.requested_by !== null && intent.origin === null
  const asked = { value: mail.to_address, channel: 'email' as const, purpose: purposeOf(intent), leadId: intent.lead_id, manual }
  const { permit, decision } = await issuePermit(t, asked)
  if (permit === undefined) throw new NotPermitted(decision)
  await usePermit(t, permit, `email/${mail.id}`)
}

/** The gate closed between the decision and the wire. */
export class NotPermitted extends Error {
  readonly decision: ContactDecision
  constructor(decision: ContactDecision) {
    super('the gate of leads does not permit this mail')
    this.decision = decision
  }
}

/** Marketing is promotional whatever was asked for. */
function purposeOf(intent: IntentRow): ContactPurpose {
  if (isKindName(intent.kind) && kindOf(intent.kind).class === 'marketing') return 'promotional'
  const asked = ConsentClass.safeParse(intent.consent_class)
  return asked.success ? asked.data : 'transactional'
}
