import { isKindName, kindOf, type PortKind } from '@mas/contracts/notifications'
import type { Platform } from '@mas/contracts/core'
import { claimDueIntent, insertIntents } from '@mas/db/notifications'
import { inTx, newId, type Ctx, type ProviderAnswer } from '@mas/kernel'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { decideIntent } from './decide-intent.ts'
import { findRecipient } from './recipients.ts'
import { sealSecret } from './secret.ts'

export interface IdentityMail {
  /** Identity's own key of this mail: handing it over twice sends it once. */
  readonly messageId: string
  readonly kind: PortKind
  readonly platform: Platform
  readonly to: string
  readonly userId?: string
  readonly data: Readonly<Record<string, unknown>>
  /** The code or the link with its token, in clear; sealed before it is stored. */
  readonly secret?: string
  /** From then on the secret is worthless and the mail is not sent any more. */
  readonly expiresAt?: Date
}

/**
 * Takes a mail from identity: request, decision, mail row and job in one transaction, then `accepted`. A refusal says
 * why nothing will be sent: `channel-off`, `suppressed`, `blocked`, `expired` or `data-invalid`.
 */
export async function deliverIdentityMail(ctx: Ctx, mail: IdentityMail): Promise<ProviderAnswer<{ accepted: true }>> {
  const now = ctx.clock.now()
  const address = mailAddress(mail.to)
  const told = { at: now.toISOString(), ...mail.data, ...(mail.expiresAt && { expiresAt: mail.expiresAt.toISOString() }) }
  const data = isPortKind(mail.kind) ? kindOf(mail.kind).variables.safeParse(told) : undefined
  if (address === undefined || data?.success !== true || (kindOf(mail.kind).secret !== undefined) !== (mail.secret !== undefined))
    return refused('data-invalid', 'never')
  if (ctx.ports.emailSender.mode === 'off') return refused('channel-off', 'later')

  const id = newId(now.getTime())
  const sealed = mail.secret === undefined ? null : sealSecret(ctx, id, mail.secret)
  const person = await findRecipient(ctx, mail.userId ?? null)
  const house = { emailOn: true, mailDomain: ctx.ports.mailHouse.mailDomain }
  return inTx({ ...ctx, platform: mail.platform }, async (t): Promise<ProviderAnswer<{ accepted: true }>> => {
    const [stored] = await insertIntents(t.tx, [
      {
        id,
        kind: mail.kind,
        platform: mail.platform,
        user_id: mail.userId ?? null,
        address,
        lead_id: null,
        recipient_key: `address:${hashAddress(address)}`,
        dedupe_key: mail.messageId,
        data: data.data,
        sealed,
        expires_at: mail.expiresAt?.toISOString() ?? null,
        origin: null,
        consent_class: null,
        requested_at: now.toISOString(),
        requested_by: null,
        due_at: now.toISOString(),
      },
    ])
    // Handed over before: whatever was decided then stands.
    const intent = stored?.fresh === true ? await claimDueIntent(t.tx, id, now) : undefined
    if (intent === undefined) return accepted
    const { decision, reason } = { reason: undefined, ...(await decideIntent(t, intent, person, house)) }
    if (decision === 'allowed') return accepted
    return refused(decision === 'refused' ? (reason ?? 'refused') : 'suppressed', 'never')
  })
}

const accepted: ProviderAnswer<{ accepted: true }> = { outcome: 'ok', value: { accepted: true } }

function refused(reason: string, retry: 'never' | 'later'): ProviderAnswer<{ accepted: true }> {
  return { outcome: 'refused', reason, retry }
}

/** The type says so already; a value that came over a queue may be older than the type. */
function isPortKind(kind: string): boolean {
  return isKindName(kind) && kindOf(kind).source === 'port'
}
