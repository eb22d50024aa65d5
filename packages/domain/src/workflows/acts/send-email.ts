import { isKindName, kindOf, kinds, type CallKind } from '@mas/contracts/notifications'
import type { ConsentClass } from '@mas/contracts/workflows'
import type { TxCtx } from '@mas/kernel'
import { contactPermission, mailAddress } from '../../leads/index.ts'
import { notify, queueEmail } from '../../notifications/index.ts'
import type { ActRun, HandOver, Settlement } from '../engine/settlement.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { addLength } from '../engine/wall-clock.ts'
import { valuesOf } from './values.ts'

/** Asks notifications for a mail with the step's key; whether and when it leaves is decided there. */
export const sendEmail: ActRun<'send-email'> = async (t, order) => {
  const { input, node, key } = order
  const { template, waitFor, timeout, consentClass = 'promotional', maxLateHours } = node.data
  if (!isCallKind(template)) return refused('notifications.kind-unknown')
  const to = await addressee(t, input, consentClass)
  if ('code' in to) return refused(to.code)
  // The schema of the kind judges what the variables came to; notifications parses them again.
  const data = kindOf(template).variables.safeParse(valuesOf(input, node.data.variables))
  if (!data.success) return refused('notifications.data-invalid', data.error.issues.map(({ path }) => path.join('.')).join(', '))
  const expiresAt = new Date((to.notBefore ?? input.now).getTime() + maxLateHours * 3_600_000)
  const request = {
    kind: template,
    data: dataFor(data.data),
    dedupeKey: key,
    origin: key,
    expiresAt,
    ...(to.notBefore && { dueAt: to.notBefore }),
  }
  const [intentId] =
    'userId' in to
      ? await notify(t, { ...request, userIds: [to.userId] })
      : await queueEmail(t, { ...request, address: to.address, leadId: to.leadId })
  const effect: HandOver = {
    kind: 'send-email',
    targetRef: intentId ?? null,
    ...(to.notBefore && { state: 'deferred', deferredUntil: to.notBefore, reason: 'deferred' }),
  }
  const trace = { intentId: intentId ?? null, deferredUntil: to.notBefore?.toISOString() ?? null }
  if (waitFor === undefined || timeout === undefined) return { kind: 'leave', handle: 'sent', trace, handedOver: true, effect }
  return { kind: 'await', until: addLength(input.now, timeout, input.facts.zone), trace, effect }
}

const refused = (code: string, reason?: string): Settlement => ({
  kind: 'error',
  code,
  errorKind: 'precondition',
  ...(reason !== undefined && { reason }),
})

type Addressee = { readonly notBefore?: Date } & ({ readonly userId: string } | { readonly leadId: string; readonly address: string })

/** Where the person is mailed, if consent and hours allow it: leads are asked by their gate, users by notifications itself. */
async function addressee(t: TxCtx, { run }: AdvanceInput, purpose: ConsentClass): Promise<Addressee | { readonly code: string }> {
  if (run.subjectType === 'user') return { userId: run.subjectId }
  const lead = run.subjectType === 'lead' ? await mailAddress(t, run.subjectId) : undefined
  if (lead === undefined) return { code: 'workflows.subject-unknown' }
  if (lead.address === null) return { code: 'notifications.no-address' }
  const { decision, code, until } = await contactPermission(t, { value: lead.address, channel: 'email', purpose, leadId: lead.leadId })
  if (decision === 'refuse') return { code: code ?? 'leads.consent-withdrawn' }
  const to = { leadId: lead.leadId, address: lead.address }
  return decision === 'defer' && until !== null ? { ...to, notBefore: new Date(until) } : to
}

function isCallKind(name: string): name is CallKind {
  return isKindName(name) && kinds[name].source === 'call'
}

/** Parsed by the schema of this very kind a line before. */
function dataFor(parsed: unknown): never {
  return parsed as never
}
