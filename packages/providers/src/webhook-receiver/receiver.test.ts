import { fixedClock } from '@mas/kernel/clock'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { svixSignature } from '../email/resend/svix.ts'
import { startSandbox, type Sandbox } from '../sandbox/start.ts'

const clock = fixedClock('2026-11-23T10:00:00Z')
const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
let sandbox: Sandbox | undefined
beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock, slowMs: 300 })
})
afterAll(() => sandbox?.stop())
const urlOf = (name: string) => `${sandbox?.httpUrl}/webhook-receiver/${name}`
const put = (name: string, setting: unknown, headers = {}) => fetch(urlOf(name), { method: 'PUT', body: JSON.stringify(setting), headers })
const deliver = (name: string, body = '{}', change: Record<string, string> = {}) => {
  const signed = { id: 'msg_1', timestamp: String(clock.now().getTime() / 1000), ...change }
  const signature = svixSignature(secret, signed, Buffer.from(body))
  const headers = {
    'webhook-id': signed.id,
    'webhook-timestamp': signed.timestamp,
    'webhook-signature': signature,
    'x-mas-attempt': '1',
    ...change,
  }
  return fetch(urlOf(name), { method: 'POST', body, headers, redirect: 'manual', signal: AbortSignal.timeout(2_000) })
}

describe('a receiver of webhooks', () => {
  test('plays its script in order, then answers 200', async () => {
    await put('scripted', { script: ['204', '301', '400', '410', '429-seconds', '429-date', '500', '503'] })
    const answers = []
    for (let n = 0; n < 9; n++) {
      const { status, headers } = await deliver('scripted')
      answers.push([status, headers.get('retry-after') ?? headers.get('location')])
    }
    expect(answers).toEqual([
      [204, null],
      [301, 'http://169.254.169.254/latest/meta-data/'],
      [400, null],
      [410, null],
      [429, '120'],
      [429, 'Mon, 23 Nov 2026 10:02:00 GMT'],
      [500, null],
      [503, null],
      [200, null],
    ])
  })

  test('does the work and then fails to say so: late, cut, dropped', async () => {
    await put('faulty', { script: ['late', 'cut', 'drop'] })
    expect(await (await deliver('faulty')).text()).toBe('at last')
    const told = async () => {
      try {
        return await (await deliver('faulty')).text()
      } catch {
        return 'lost' // what the runtime calls it does not matter
      }
    }
    expect([await told(), await told()]).toEqual(['lost', 'lost'])
    expect(sandbox?.receivers.received('faulty').map(({ answered }) => answered)).toEqual(['late', 'cut', 'drop'])
  })

  test('verifies by itself, and says what came in which order', async () => {
    await put('checking', { secrets: [secret] })
    await deliver('checking', '{"n":1}')
    await deliver('checking', '{"n":2}', { 'webhook-signature': 'v1,AAAA' })
    await deliver('checking', '{"n":3}', { timestamp: '1600000000', 'webhook-timestamp': '1600000000' })
    const received = await (await fetch(urlOf('checking'))).json()
    expect(received).toMatchObject([
      { body: '{"n":1}', signature: 'valid', signatures: 1, at: '2026-11-23T10:00:00.000Z' },
      { body: '{"n":2}', signature: 'invalid' },
      { body: '{"n":3}', signature: 'stale' },
    ])
  })

  test('is set from here only, and refuses answers it does not know', async () => {
    expect((await put('guarded', { script: ['500'] }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await put('guarded', { script: ['teapot'] })).status).toBe(400)
    expect((await put('guarded', 'text')).status).toBe(400)
    expect((await deliver('guarded')).status).toBe(200)
  })

  test('plays a fault planned for all receivers', async () => {
    sandbox?.faults['webhook-receiver'].add('503')
    expect([(await deliver('any')).status, (await deliver('any')).status]).toEqual([503, 200])
  })
})
