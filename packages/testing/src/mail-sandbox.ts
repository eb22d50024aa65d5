import { silentLog, type Clock } from '@mas/kernel'
import type { EmailSender } from '@mas/kernel/ports/email-sender'
import { createSmtpSender } from '@mas/providers/email/smtp'
import { startSandbox, type Sandbox, type SandboxMail } from '@mas/providers/sandbox'
import { afterAll, beforeAll } from 'bun:test'

export interface MailSandbox {
  /** The real SMTP adapter over the sandbox. */
  readonly sender: EmailSender
  readonly faults: Sandbox['faults']['email']
  /** What arrived for an address, oldest first. */
  mailsTo(address: string): readonly SandboxMail[]
}

/** The sandbox's SMTP server on the loopback for a test file, with the real adapter pointed at it. */
export function useMailSandbox(clock: () => Clock): MailSandbox {
  const now: Clock = { now: () => clock().now() }
  let running: { sandbox: Sandbox; sender: EmailSender } | undefined
  beforeAll(async () => {
    const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock: now, slowMs: 6_000 })
    // Long enough for a busy machine: a time-out is an outcome in doubt, not a slow test.
    const server = { host: '127.0.0.1', port: sandbox.smtpPort, security: 'none', timeoutMs: 5_000 } as const
    running = { sandbox, sender: createSmtpSender({ mode: 'sandbox', server, clock: now, log: silentLog }) }
  })
  afterAll(() => running?.sandbox.stop())
  const required = () => {
    if (running === undefined) throw new Error('the mail sandbox is usable inside tests and hooks only')
    return running
  }
  return {
    sender: { mode: 'sandbox', vendor: 'smtp', repeatable: false, send: (mail, key) => required().sender.send(mail, key) },
    get faults() {
      return required().sandbox.faults.email
    },
    mailsTo: (to) => required().sandbox.mails({ to }),
  }
}
