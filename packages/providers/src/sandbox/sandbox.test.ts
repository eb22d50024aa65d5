import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { fullEmail } from '../email/contract.ts'
import { createSmtpSender } from '../email/smtp/index.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from './start.ts'

const clock = fixedClock('2026-11-23T10:00:00Z')
const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock, ...options })
  cleanUps.push(sandbox.stop)
  return sandbox
}

function mailTo(sandbox: Sandbox, to: string, change: object = {}) {
  const server = { host: '127.0.0.1', port: sandbox.smtpPort, security: 'none' } as const
  const sender = createSmtpSender({ mode: 'sandbox', server, clock, log: silentLog })
  return sender.send({ ...fullEmail(to), ...change }, 'email/1')
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
  })

describe('the inbox', () => {
  test('lists mails as JSON by recipient and time', async () => {
    const sandbox = await start()
    await mailTo(sandbox, 'asha@people.example')
    await mailTo(sandbox, 'ravi@people.example')
    const read = async (query: string) => (await fetch(`${sandbox.httpUrl}/mails.json${query}`)).json()
    expect(await read('')).toHaveLength(2)
    expect(await read('?to=ASHA@people.example')).toMatchObject([{ to: ['asha@people.example'] }])
    expect(await read('?since=2026-11-23T10:00:00Z')).toHaveLength(2)
    expect(await read('?since=2026-11-23T10:00:00.001Z')).toEqual([])
    expect((await fetch(`${sandbox.httpUrl}/mails.json?since=soon`)).status).toBe(400)
    expect(sandbox.mails({ to: 'ravi@people.example' })).toHaveLength(1)
  })

  test('shows a mail in a frame without script or origin, and escapes everything in it', async () => {
    const sandbox = await start()
    await mailTo(sandbox, 'asha@people.example', {
      subject: '<script>alert(1)</script>',
      html: '<p title="x">Hi</p><script>alert(2)</script>',
    })
    const [mail] = sandbox.mails()
    const response = await fetch(`${sandbox.httpUrl}/mails/${mail?.id}`)
    const text = await response.text()
    expect(text).not.toContain('<script')
    expect(text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    expect(text).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const home = await (await fetch(sandbox.httpUrl)).text()
    expect(home).toContain(`/mails/${mail?.id}`)
    expect(home).not.toContain('<script')
  })

  test('hands out attachments byte for byte, as downloads', async () => {
    const sandbox = await start()
    await mailTo(sandbox, 'asha@people.example')
    const response = await fetch(`${sandbox.httpUrl}/mails/${sandbox.mails()[0]?.id}/attachments/0`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([37, 80, 68, 70, 0, 255]))
    expect(response.headers.get('content-disposition')).toStartWith('attachment')
  })

  test('survives a restart with a data directory, and a reset empties it for good', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mas-sandbox-'))
    cleanUps.push(() => rmSync(dataDir, { recursive: true }))
    const first = await start({ dataDir })
    await mailTo(first, 'asha@people.example')
    await first.stop()
    const second = await start({ dataDir })
    expect(second.mails()).toMatchObject([{ to: ['asha@people.example'] }])
    second.reset()
    const third = await start({ dataDir })
    expect(third.mails()).toEqual([])
  })
})

describe('fault controls', () => {
  test('a fault planned over HTTP hits exactly that many calls', async () => {
    const sandbox = await start()
    const planned = await post(`${sandbox.httpUrl}/faults`, { provider: 'email', fault: 'reject', times: 2 })
    expect(planned.status).toBe(201)
    expect(sandbox.faults.email.list()).toEqual([{ fault: 'reject', left: 2 }])
    const outcomes = []
    for (let n = 0; n < 3; n++) outcomes.push((await mailTo(sandbox, 'asha@people.example')).outcome)
    expect(outcomes).toEqual(['refused', 'refused', 'ok'])
  })

  test('the form on the page does the same and leads back to it', async () => {
    const sandbox = await start()
    const body = new URLSearchParams({ provider: 'google-identity', fault: 'hang', times: '1' })
    const response = await fetch(`${sandbox.httpUrl}/faults`, { method: 'POST', body, redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(sandbox.faults['google-identity'].list()).toEqual([{ fault: 'hang', left: 1 }])
    expect(await (await fetch(sandbox.httpUrl)).text()).toContain('<td>hang</td>')
  })

  test('an unknown provider, fault or number is an answer, not a crash', async () => {
    const { httpUrl } = await start()
    expect((await post(`${httpUrl}/faults`, { provider: 'email', fault: 'no-such' })).status).toBe(404)
    expect((await post(`${httpUrl}/faults`, { provider: 'constructor', fault: 'x' })).status).toBe(404)
    expect((await post(`${httpUrl}/faults`, { provider: 'email', fault: 'reject', times: 0 })).status).toBe(400)
    expect((await fetch(`${httpUrl}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).status).toBe(
      400,
    )
  })

  test('reset forgets mails and faults; another site cannot ask for it', async () => {
    const sandbox = await start()
    await mailTo(sandbox, 'asha@people.example')
    sandbox.faults.email.add('drop')
    expect((await post(`${sandbox.httpUrl}/reset`, {}, { origin: 'https://evil.example' })).status).toBe(403)
    expect(sandbox.mails()).toHaveLength(1)
    expect((await fetch(`${sandbox.httpUrl}/reset`, { method: 'POST' })).status).toBe(200)
    expect(sandbox.mails()).toEqual([])
    expect(sandbox.faults.email.list()).toEqual([])
  })
})

test('the process starts on its ports, says where, and ends at once and cleanly at SIGTERM', async () => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts')], {
    env: { SANDBOX_HTTP_PORT: '0', SANDBOX_SMTP_PORT: '0' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.getReader()
  const { value } = await reader.read()
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(new TextDecoder().decode(value))?.[0]
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await child.exited).toBe(0)
})
