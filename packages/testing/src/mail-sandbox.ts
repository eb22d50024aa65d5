import { silentLog, type Clock } from '@mas/kernel'
import type { EmailSender } from '@mas/kernel/ports/email-sender'
import { createSmtpSender } from '@mas/providers/email/smtp'
import { afterAll, beforeAll } from 'bun:test'
import { createMailStore } from '../../providers/src/email/mail-store.ts'
import { createEmailFaults, type EmailFaults } from '../../providers/src/email/sandbox-faults.ts'
import type { SandboxMail } from '../../providers/src/email/sandbox-mail.ts'
import { startSmtpSandbox, type SmtpSandbox } from '../../providers/src/email/sandbox.ts'

export interface MailSandbox {
  /** The real SMTP adapter over the sandbox. */
  readonly sender: EmailSender
  readonly faults: EmailFaults
  /** What arrived for an address, oldest first. */
  mailsTo(address: string): readonly SandboxMail[]
}

/** A real SMTP server on the loopback for a test file, with the real adapter pointed at it. */
export function useMailSandbox(clock: () => Clock): MailSandbox {
  const store = createMailStore()
  const faults = createEmailFaults()
  const now: Clock = { now: () => clock().now() }
  let running: { sandbox: SmtpSandbox; sender: EmailSender } | undefined
  beforeAll(async () => {
    const sandbox = await startSmtpSandbox({ port: 0, store, faults, clock: now, slowMs: 400 })
    const server = { host: '127.0.0.1', port: sandbox.port, security: 'none', timeoutMs: 200 } as const
    running = { sandbox, sender: createSmtpSender({ mode: 'sandbox', server, clock: now, log: silentLog }) }
  })
  afterAll(() => running?.sandbox.stop())
  return {
    sender: {
      mode: 'sandbox',
      vendor: 'smtp',
      repeatable: false,
      send: (mail, key) => {
        if (running === undefined) throw new Error('the mail sandbox is usable inside tests and hooks only')
        return running.sender.send(mail, key)
      },
    },
    faults,
    mailsTo: (to) => store.list({ to }),
  }
}
