import { fileKeysFrom } from '@mas/domain/files'
import { pagesOfEveryHead } from '@mas/domain/identity'
import { identityTextOff } from '@mas/domain/identity'
import { defineEmailInbox, deliverIdentityMail, identityRecipients, type MailHouse } from '@mas/domain/notifications'
import { expectInbox } from '@mas/domain/webhooks'
import { newId, type Clock, type Ctx, type Log, type Ports, type SlotReport } from '@mas/kernel'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { createSealer, createSigner, rootKeysOf } from '@mas/platform'
import { ConfigError, type Config } from '@mas/platform/config'
import { inboundEmail, readResendEvents } from '@mas/providers/email/resend'
import { createEgress, createResolver } from '@mas/providers/egress'
import { inboundVendors } from '@mas/providers/inbound'
import { createImageCodec } from '@mas/providers/image-codec'
import { makeInboundWebhooks, makeProviders, readSlots } from '@mas/providers/slots'

interface Wired {
  readonly ports: Ports
  readonly slots: readonly SlotReport[]
  readonly webhooks: readonly InboundWebhook[]
}
interface Given {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
  /** A context for work that one domain does for another; usable once the runtime is open. */
  readonly ctx: (job: string, requestId: string) => Ctx
}

/** Declared whatever the slot says: what was taken in before a vendor was changed is still worked off. */
defineEmailInbox('resend', readResendEvents)
/** A domain that declares the inbox of one of these takes its place. */
for (const vendor of inboundVendors) expectInbox(vendor)

/** Where each domain's ports meet the adapters, and a domain's port the domain that serves it: the only file that knows both. */
export function wirePorts({ config, env, clock, log, ctx }: Given): Wired {
  const answer = readSlots(env)
  if (!answer.ok) {
    const lines = answer.problems.map(({ variable, problem, hint }) => `  ${variable}: ${problem}\n    ${hint}`)
    throw new ConfigError(`The provider slots are not complete:\n${lines.join('\n')}`)
  }
  const providers = makeProviders(answer.slots, { clock, log, dataDir: config.MAS_DATA_DIR })
  const {
    emailSender,
    emailEvents,
    emailFrom,
    googleIdentity,
    humanCheck,
    breachedPasswords,
    fileStore,
    virusScanner,
    dndRegistry,
    report,
  } = providers
  const { anchorSink, archiveStore, operatorPager } = providers
  const roots = rootKeysOf(config.MAS_SECRET, config.MAS_SECRET_PREVIOUS)
  const ports: Ports = {
    emailSender,
    googleIdentity,
    humanCheck,
    breachedPasswords,
    dndRegistry,
    sealer: createSealer(roots),
    signer: createSigner(roots),
    anchorSink,
    auditArchive: { store: archiveStore, onlineMonths: config.AUDIT_ONLINE_MONTHS },
    operatorPager,
    fileStore,
    virusScanner,
    imageCodec: createImageCodec(),
    fileKeys: fileKeysFrom(...roots.values()),
    egress: createEgress({ resolve: createResolver(), loopback: loopbackAllowed(config, env) }),
    mailHouse: mailHouse(config, emailFrom?.address),
    actorFacts: { of: (ids) => pagesOfEveryHead(ctx('identity.find-actor-facts', newId()), ids) },
    identityMail: { deliver: (mail) => deliverIdentityMail(ctx('identity.send-notice', `mail-${mail.messageId}`), mail) },
    providerSlots: report,
    identityText: identityTextOff,
    recipientDirectory: { findByIds: (ids) => identityRecipients(ctx('notifications.find-recipients', newId()), ids) },
  }
  const mail = emailEvents.mode === 'off' ? [] : [inboundEmail(emailEvents)]
  return { ports, slots: report, webhooks: [...mail, ...makeInboundWebhooks(answer.slots['vendor-webhooks'], ports.egress)] }
}

/** Sandbox traffic may come back to this machine where the sandbox runs here, unless the environment says otherwise. */
function loopbackAllowed({ EGRESS_LOOPBACK }: Config, env: Given['env']): boolean {
  return EGRESS_LOOPBACK === undefined ? (env['SANDBOX_HTTP_PORT'] ?? '').trim() !== '' : EGRESS_LOOPBACK === 'allowed'
}

/** Mails carry the domain of the configured sender, for which SPF and DKIM are set up. */
function mailHouse({ MAS_PUBLIC_URL }: Config, from: string | undefined): MailHouse {
  const mailDomain = from?.split('@').at(-1) ?? new URL(MAS_PUBLIC_URL).hostname
  return { publicUrl: MAS_PUBLIC_URL.replace(/\/+$/, ''), mailDomain }
}
