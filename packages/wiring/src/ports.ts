import type { Clock, Log, Ports, SlotReport } from '@mas/kernel'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import type { MailHouse, RecipientDirectory } from '@mas/domain/notifications'
import { createSealer, createSigner, rootKeysOf } from '@mas/platform'
import { ConfigError, type Config } from '@mas/platform/config'
import { makeProviders, readSlots } from '@mas/providers/slots'

interface Wired {
  readonly ports: Ports
  readonly slots: readonly SlotReport[]
  readonly webhooks: readonly InboundWebhook[]
}

/** Where each domain's ports meet the adapters: the only file that knows both. */
export function wirePorts({
  config,
  env,
  clock,
  log,
}: {
  config: Config
  env: Readonly<Record<string, string | undefined>>
  clock: Clock
  log: Log
}): Wired {
  const answer = readSlots(env)
  if (!answer.ok) {
    const lines = answer.problems.map(({ variable, problem, hint }) => `  ${variable}: ${problem}\n    ${hint}`)
    throw new ConfigError(`The provider slots are not complete:\n${lines.join('\n')}`)
  }
  const providers = makeProviders(answer.slots, { clock, log })
  const roots = rootKeysOf(config.MAS_SECRET)
  const { emailSender, emailFrom } = providers
  const ports: Ports = {
    emailSender,
    sealer: createSealer(roots),
    signer: createSigner(roots),
    mailHouse: mailHouse(config, emailFrom?.address),
    recipientDirectory: nobody,
  }
  return { ports, slots: providers.report, webhooks: [] }
}

/** Mails carry the domain of the configured sender, for which SPF and DKIM are set up. */
function mailHouse({ MAS_PUBLIC_URL }: Config, from: string | undefined): MailHouse {
  const mailDomain = from?.split('@').at(-1) ?? new URL(MAS_PUBLIC_URL).hostname
  return { publicUrl: MAS_PUBLIC_URL.replace(/\/+$/, ''), mailDomain }
}

/** There are no accounts yet: only addresses that are handed over can be mailed. */
const nobody: RecipientDirectory = { findByIds: () => Promise.resolve([]) }
