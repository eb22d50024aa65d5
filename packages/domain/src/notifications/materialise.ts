import { kindOf, type KindName } from '@mas/contracts/notifications'
import { insertEmail, insertNotice, type IntentRow } from '@mas/db/notifications'
import { enqueue, enqueueMany, newId, notify as wake, type TxCtx } from '@mas/kernel'
import { hashAddress } from './address-rules.ts'
import { brandOf } from './brand.ts'
import { noticeLink } from './code-templates/index.ts'
import { notificationsJobs } from './jobs.ts'
import type { Recipient } from './ports.ts'
import { resolveTemplate } from './resolve-template.ts'
import { renderNodes, Unrenderable } from './template-render.ts'
import { parseTemplate } from './template-syntax.ts'
import { renderTemplate } from './template.ts'

/** Puts a mail into its queue; it is rendered when it is sent, so that a secret never rests in clear. */
export async function makeMail(
  t: TxCtx,
  intent: IntentRow,
  to: { kindName: KindName; address: string; person: Recipient | undefined; mailDomain: string; resendOf?: string },
): Promise<string> {
  const kind = kindOf(to.kindName)
  const now = t.clock.now()
  const id = newId(now.getTime())
  await insertEmail(t.tx, {
    id,
    intentId: intent.id,
    ...(to.resendOf !== undefined && { resendOf: to.resendOf }),
    kind: to.kindName,
    class: kind.class,
    platform: intent.platform,
    userId: intent.user_id,
    leadId: intent.lead_id,
    toAddress: to.address,
    addressHash: hashAddress(to.address),
    toName: headerName(to.person?.name),
    listCode: kind.list ?? null,
    priority: kind.class === 'critical' ? 0 : 1,
    messageId: `<${id}@${to.mailDomain}>`,
    redacted: kind.secret !== undefined,
    dueAt: now,
    createdAt: now,
  })
  await enqueueMail(t, { id, priority: kind.class === 'critical' ? 0 : 1 })
  return id
}

/** Critical mail stands in its own queue. */
export function enqueueMail(t: TxCtx, mail: { readonly id: string; readonly priority: number }, startAfter?: Date): Promise<void> {
  return enqueue(
    t,
    mail.priority === 0 ? notificationsJobs.emailNow : notificationsJobs.emailBulk,
    { emailId: mail.id },
    startAfter === undefined ? {} : { startAfter },
  )
}

/** The same for many that are due. */
export async function enqueueMails(t: TxCtx, mails: readonly { readonly id: string; readonly priority: number }[]): Promise<void> {
  const payloads = (wanted: boolean) =>
    mails.filter(({ priority }) => (priority === 0) === wanted).map(({ id }) => ({ payload: { emailId: id } }))
  await enqueueMany(t, notificationsJobs.emailNow, payloads(true))
  await enqueueMany(t, notificationsJobs.emailBulk, payloads(false))
}

/** Puts a notice under the bell and wakes whoever watches it. */
export async function makeNotice(t: TxCtx, intent: IntentRow, kindName: KindName, person: Recipient | undefined): Promise<void> {
  if (intent.user_id === null) return
  const inForce = await resolveTemplate(t, kindName, 'in-app', person?.locale ?? 'en')
  const link = noticeLink(kindName)
  const scope = { ...Object(intent.data), brand: { name: brandOf(intent.platform).name }, recipient: { name: person?.name ?? null } }
  const now = t.clock.now()
  try {
    if (inForce === undefined) throw new Unrenderable('template', 'does not exist')
    const { subject, text } = renderTemplate(inForce.template, scope)
    const notice = {
      id: newId(now.getTime()),
      userId: intent.user_id,
      intentId: intent.id,
      kind: kindName,
      title: subject,
      body: text,
      link: link === null ? null : renderNodes(parseTemplate(link).nodes, scope),
      now,
      expiresAt: intent.expires_at,
    }
    await insertNotice(t.tx, notice)
    await wake(t, noticesTopic(intent.user_id))
  } catch (thrown) {
    // Everything else the intent allows still happens; the template is what somebody has to mend.
    if (!(thrown instanceof Unrenderable)) throw thrown
    t.log.error('a notice cannot be rendered', { intentId: intent.id, kind: kindName, path: thrown.path, problem: thrown.problem })
  }
}

export function noticesTopic(userId: string): string {
  return `notices:${userId}`
}

/** Names are the person's own words: what could begin another header becomes a blank. */
function headerName(name: string | null | undefined): string | null {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is being looked for
  const clean = name?.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim()
  return clean === undefined || clean === '' ? null : clean
}
