import type { ConsentClass } from '@mas/contracts/workflows'
import { dayIn } from '@mas/kernel'
import type { LeadMail } from '../../leads/index.ts'
import type { ForetellDelivery } from '../../notifications/index.ts'

/** What becomes of a message that a step asks for. */
export type Sent =
  /** The step itself is refused: by its output, or it is held. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'leaves'; readonly at: Date; readonly waited: readonly string[] }
  /** Handed over, but it never leaves. */
  | { readonly kind: 'stays'; readonly reason: string }

export interface Mailing {
  readonly template: string
  readonly purpose: ConsentClass
  readonly at: Date
  readonly maxLateHours: number
}
/** Decides about the messages of one person; each promotional one that leaves counts for those behind it. */
export type Sending = (mailing: Mailing, promos: Map<string, number>) => Sent

const hourMs = 3_600_000

/** Leads are asked by their gate when the step is carried out, and everybody by notifications before it leaves. */
export function sendingTo(subjectId: string, type: string, foretell: ForetellDelivery, lead: LeadMail | undefined): Sending {
  return ({ template, purpose, at, maxLateHours }, promos) => {
    const asked = { kind: template, key: subjectId, at }
    if (type !== 'lead')
      return foretell({ ...asked, address: null, userId: subjectId, expiresAt: new Date(at.getTime() + maxLateHours * hourMs) })
    if (lead === undefined) return { kind: 'refused', code: 'workflows.subject-unknown' }
    if (lead.address === null) return { kind: 'refused', code: 'notifications.no-address' }
    const gate = (when: Date) => lead.gate(when, purpose, Object.fromEntries(promos))
    const first = gate(at)
    if (first.decision === 'refuse') return { kind: 'refused', code: first.code ?? 'leads.consent-withdrawn' }
    const from = first.decision === 'defer' && first.until !== null ? new Date(first.until) : at
    const expiresAt = new Date(from.getTime() + maxLateHours * hourMs)
    const sent = foretell({ ...asked, at: from, address: lead.address, userId: null, expiresAt, gate })
    if (sent.kind !== 'leaves') return sent
    const day = dayIn(sent.at)
    if (purpose === 'promotional') promos.set(day, (promos.get(day) ?? 0) + 1)
    const waited = from > at ? [first.code ?? 'deferred', ...sent.waited] : sent.waited
    return { ...sent, waited }
  }
}
