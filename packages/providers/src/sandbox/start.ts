import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, type Clock } from '@mas/kernel/clock'
import { openMailFile } from '../email/mail-file.ts'
import { createMailStore } from '../email/mail-store.ts'
import type { MailFilter, SandboxMail } from '../email/sandbox-mail.ts'
import { startSmtpSandbox } from '../email/sandbox.ts'
import type { WebhookTarget } from '../email/resend/sandbox-events.ts'
import type { DemoPerson } from '../google-identity/demo-people.ts'
import { createVendorDesk, type VendorDesk } from '../inbound/vendor-desk.ts'
import { createReceiverDesk, type ReceiverDesk } from '../webhook-receiver/receiver.ts'
import { sandboxApp } from './app.ts'
import { startClamdSandbox } from '../virus-scanner/sandbox.ts'
import { createFaultDesk, type FaultDesk } from './fault-desk.ts'

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly httpPort: number
  readonly smtpPort: number
  /** Of the virus scanner's look-alike; without, there is none. */
  readonly clamdPort?: number
  /** Keeps received mails over restarts in `sandbox-mails.jsonl` there. Without: memory only. */
  readonly dataDir?: string
  readonly clock?: Clock
  /** Who can sign in at the Google look-alike. */
  readonly people?: readonly DemoPerson[]
  /** How late `slow@` is answered; default 9 s. */
  readonly slowMs?: number
  /** Where the Resend look-alike sends its signed events; without, it sends none. */
  readonly emailWebhook?: WebhookTarget
  /** Where vendors that call us find our edge; `http://localhost:3000/webhooks` unless given. */
  readonly webhooksUrl?: string
}

export interface Sandbox {
  readonly httpUrl: string
  readonly smtpUrl: string
  readonly httpPort: number
  readonly smtpPort: number
  readonly clamdPort: number | undefined
  /** Oldest first. */
  mails(filter?: MailFilter): readonly SandboxMail[]
  readonly faults: FaultDesk
  /** Receivers of outbound webhooks, under `/webhook-receiver/<name>`. */
  readonly receivers: ReceiverDesk
  /** The vendors that call us. */
  readonly vendors: VendorDesk
  /** Forgets mails and planned faults. */
  reset(): void
  stop(): Promise<void>
}

/** Starts every look-alike on the loopback: one HTTP port, one SMTP port, one of a virus scanner. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? systemClock
  const file = options.dataDir === undefined ? undefined : openMailFile(join(options.dataDir, 'sandbox-mails.jsonl'))
  const store = createMailStore(file)
  const faults = createFaultDesk()
  const receivers = createReceiverDesk(clock, faults['webhook-receiver'])
  const { slowMs, people, emailWebhook } = options
  let origin = ''
  const target = options.webhooksUrl ?? 'http://localhost:3000/webhooks'
  const vendors = createVendorDesk({ clock, faults: faults['vendor-webhooks'], target, sandboxUrl: () => origin })
  const slow = slowMs === undefined ? {} : { slowMs }
  const smtp = await startSmtpSandbox({ port: options.smtpPort, store, faults: faults.email, clock, ...slow })
  const s3Folder = mkdtempSync(join(tmpdir(), 'mas-sandbox-s3-'))
  const clamd =
    options.clamdPort === undefined
      ? undefined
      : await startClamdSandbox({ port: options.clamdPort, faults: faults['virus-scanner'] }).catch(async (cause: unknown) => {
          await smtp.stop()
          throw new Error(`the sandbox cannot listen on port ${options.clamdPort}`, { cause })
        })
  const app = sandboxApp({
    clock,
    s3Folder,
    mails: store,
    faults,
    receivers,
    vendors,
    ...slow,
    ...(people === undefined ? {} : { people }),
    ...(emailWebhook === undefined ? {} : { emailWebhook }),
  })
  const http = await serve(options.httpPort, app.fetch).catch(async (cause: unknown) => {
    await Promise.all([smtp.stop(), clamd?.stop()])
    throw new Error(`the sandbox cannot listen on port ${options.httpPort}`, { cause })
  })
  origin = `http://127.0.0.1:${http.url.port}`
  return {
    httpUrl: http.url.origin,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    httpPort: Number(http.url.port),
    smtpPort: smtp.port,
    clamdPort: clamd?.port,
    mails: (filter) => store.list(filter),
    faults,
    receivers,
    vendors,
    reset() {
      store.clear()
      receivers.clear()
      for (const of of Object.values(faults)) of.clear()
    },
    async stop() {
      await Promise.all([http.stop(true), smtp.stop(), clamd?.stop()])
      rmSync(s3Folder, { recursive: true, force: true })
    },
  }
}

async function serve(port: number, fetch: (request: Request) => Response | Promise<Response>) {
  // No idle time-out: some faults consist in saying nothing for long.
  return Bun.serve({ port, hostname: '127.0.0.1', idleTimeout: 0, maxRequestBodySize: 6 * 1024 ** 3, fetch: (request) => fetch(request) })
}
