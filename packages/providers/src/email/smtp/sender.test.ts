import { afterEach, describe, expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog, type Log } from '@mas/kernel/log'
import { describeEmailSender, fullEmail } from '../contract.ts'
import { createMailStore } from '../mail-store.ts'
import { createEmailFaults } from '../sandbox-faults.ts'
import { startSmtpSandbox, type SmtpSandboxOptions } from '../sandbox.ts'
import type { SmtpServer } from './conversation.ts'
import { createSmtpSender } from './sender.ts'
import { testCertificate } from './test-certificate.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function setUp(sandboxOptions: Partial<SmtpSandboxOptions> = {}, server: Partial<SmtpServer> = {}, log: Log = silentLog) {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const store = createMailStore()
  const faults = createEmailFaults()
  const sandbox = await startSmtpSandbox({ port: 0, store, faults, clock, slowMs: 4_000, ...sandboxOptions })
  const senderFor = (port: number) => {
    const target: SmtpServer = { host: '127.0.0.1', port, security: 'none', timeoutMs: 2_000, ...server }
    return createSmtpSender({ mode: 'sandbox', server: target, clock, log })
  }
  return { clock, store, faults, sandbox, sender: senderFor(sandbox.port), unreachable: senderFor(1) }
}

async function setUpOnce(...args: Parameters<typeof setUp>) {
  const made = await setUp(...args)
  stops.push(made.sandbox.stop)
  return made
}

describeEmailSender('SMTP', async () => {
  const { store, sandbox, sender, unreachable } = await setUp()
  return { sender, unreachable, mailsTo: (to) => store.list({ to }), stop: sandbox.stop }
})

const send = (sender: ReturnType<typeof createSmtpSender>, to = 'asha@people.example') => sender.send(fullEmail(to), 'email/1')
const auth = { user: 'mas', password: 'sesame' }

describe('SMTP security', () => {
  test('STARTTLS: the mail and the password go over the upgraded connection', async () => {
    const { store, sender } = await setUpOnce(
      { tls: testCertificate, auth },
      { security: 'starttls', host: 'localhost', ca: testCertificate.cert, auth, timeoutMs: 10_000 },
    )
    expect(await send(sender)).toMatchObject({ outcome: 'ok' })
    expect(store.list()).toHaveLength(1)
  })

  test('TLS from the start works as on port 465', async () => {
    const { sender } = await setUpOnce(
      { tls: { ...testCertificate, implicit: true }, auth },
      { security: 'tls', host: 'localhost', ca: testCertificate.cert, auth, timeoutMs: 10_000 },
    )
    expect(await send(sender)).toMatchObject({ outcome: 'ok' })
  })

  test('a relay without STARTTLS gets neither mail nor password', async () => {
    const { store, sender } = await setUpOnce({}, { security: 'starttls', auth, timeoutMs: 10_000 })
    expect(await send(sender)).toMatchObject({ outcome: 'refused' })
    expect(store.list()).toEqual([])
  })

  test('a certificate that nobody vouches for gets neither mail nor password', async () => {
    const { store, sender } = await setUpOnce(
      { tls: testCertificate },
      { security: 'starttls', host: 'localhost', auth, timeoutMs: 10_000 },
    )
    expect(await send(sender)).toMatchObject({ outcome: 'refused', retry: 'other-provider' })
    expect(store.list()).toEqual([])
  })

  test('a wrong password condemns the relay, not the mail, and is not logged', async () => {
    const lines: string[] = []
    const write = (message: string, fields?: object) => void lines.push(message + JSON.stringify(fields))
    const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log }
    const { sender } = await setUpOnce({ auth: { user: 'mas', password: 'other' } }, { auth }, log)
    expect(await send(sender)).toMatchObject({ outcome: 'refused', retry: 'other-provider' })
    expect(lines.join()).toContain('policy')
    expect(lines.join()).not.toContain('sesame')
    expect(lines.join()).not.toContain('asha')
  })
})

describe('SMTP breaker', () => {
  test('after five greetings with 421 the next provider is asked to take over, and a probe brings the relay back', async () => {
    const { sender, faults, clock } = await setUpOnce()
    faults.add('unavailable', 5)
    for (let n = 0; n < 5; n++) expect(await send(sender)).toMatchObject({ outcome: 'refused', retry: 'later' })
    expect(await send(sender)).toMatchObject({ outcome: 'refused', retry: 'other-provider', retryAfterSeconds: 30 })
    clock.advance(30_000)
    expect(await send(sender)).toMatchObject({ outcome: 'ok' })
  })

  test('refused addresses do not count as an outage', async () => {
    const { sender } = await setUpOnce()
    for (let n = 0; n < 6; n++) await send(sender, 'reject@people.example')
    expect(await send(sender)).toMatchObject({ outcome: 'ok' })
  })
})
