import { isKindName, kindOf, MailingList } from '@mas/contracts/notifications'
import type { EmailRow, IntentRow } from '@mas/db/notifications'
import type { Ctx } from '@mas/kernel'
import type { OutgoingEmail } from '@mas/kernel/ports/email-sender'
import { brandOf } from './brand.ts'
import { layOut } from './layout.ts'
import { preferencesToken, unsubscribeToken } from './link-tokens.ts'
import type { Recipient } from './ports.ts'
import { resolveTemplate } from './resolve-template.ts'
import { openSecret } from './secret.ts'
import { Unrenderable } from './template-render.ts'
import { renderTemplate } from './template.ts'

export interface ComposedMail {
  readonly outgoing: OutgoingEmail
  /** The words without the footer, whose links are keys to the person's preferences. */
  readonly keptText: string
  readonly templateVersion: string
}

/** Renders a mail as it goes over the wire. Throws `Unrenderable` rather than leaving a gap. */
export async function composeMail(
  ctx: Ctx,
  mail: EmailRow,
  intent: IntentRow,
  person: Recipient | undefined,
  sender?: Recipient,
): Promise<ComposedMail> {
  if (!isKindName(intent.kind)) throw new Unrenderable('kind', 'is not known any more')
  const kind = kindOf(intent.kind)
  const inForce = await resolveTemplate(ctx, intent.kind, 'email', person?.locale ?? 'en')
  if (inForce === undefined) throw new Unrenderable('template', 'does not exist')
  const brand = brandOf(intent.platform)
  const scope = {
    ...Object(intent.data),
    ...(kind.secret !== undefined && { [kind.secret]: openSecret(ctx, intent) }),
    brand: { name: brand.name },
    recipient: { name: person?.name ?? mail.to_name },
  }
  const { publicUrl, mailDomain } = ctx.ports.mailHouse
  // Of the row, not of this try: a repetition must be the same mail byte for byte, or its provider refuses the key.
  const now = mail.created_at
  const list = MailingList.safeParse(mail.list_code)
  const unsubscribe = list.success
    ? `${publicUrl}/u/${unsubscribeToken(ctx.ports.signer, { addressHash: mail.address_hash, list: list.data, now })}`
    : undefined
  const preferences =
    kind.class === 'critical' || mail.user_id === null
      ? undefined
      : `${publicUrl}/preferences/${preferencesToken(ctx.ports.signer, { userId: mail.user_id, now })}`
  const content = renderTemplate(inForce.template, scope)
  const rendered = layOut(content, brand, inForce.locale, { ...(unsubscribe && { unsubscribe }), ...(preferences && { preferences }) })
  return {
    templateVersion: inForce.version,
    keptText: content.text,
    outgoing: {
      ...rendered,
      messageId: mail.message_id,
      from: { address: `${kind.class === 'marketing' ? brand.marketingFrom : brand.from}@${mailDomain}`, name: brand.name },
      to: { address: mail.to_address, ...(mail.to_name !== null && { name: mail.to_name }) },
      ...(sender?.address && { replyTo: { address: sender.address, ...(sender.name !== null && { name: sender.name }) } }),
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Entity-Ref-ID': intent.id,
        ...(unsubscribe && {
          'List-Unsubscribe': `<${unsubscribe}>, <mailto:unsubscribe@${mailDomain}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
      },
    },
  }
}
