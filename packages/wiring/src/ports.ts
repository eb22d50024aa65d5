import type { IdentityMail } from '@mas/domain/identity'
import type { Clock, Log, Ports, SlotReport } from '@mas/kernel'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { ConfigError, type Config } from '@mas/platform/config'
import { makeProviders, readSlots } from '@mas/providers/slots'

interface Wired {
  readonly ports: Ports
  readonly slots: readonly SlotReport[]
  readonly webhooks: readonly InboundWebhook[]
}

/** Until a domain delivers mails, those about accounts wait in their queue. */
const noMail: IdentityMail = { deliver: () => Promise.resolve({ outcome: 'refused', reason: 'no domain delivers mails', retry: 'later' }) }

/** Where each domain's ports meet the adapters: the only file that knows both. */
export function wirePorts({ env, clock, log }: { config: Config; env: Readonly<Record<string, string | undefined>>; clock: Clock; log: Log }): Wired {
  const answer = readSlots(env)
  if (!answer.ok) {
    const lines = answer.problems.map(({ variable, problem, hint }) => `  ${variable}: ${problem}\n    ${hint}`)
    throw new ConfigError(`The provider slots are not complete:\n${lines.join('\n')}`)
  }
  const providers = makeProviders(answer.slots, { clock, log })
  const { googleIdentity, humanCheck, breachedPasswords } = providers
  return { ports: { identityMail: noMail, googleIdentity, humanCheck, breachedPasswords }, slots: providers.report, webhooks: [] }
}
