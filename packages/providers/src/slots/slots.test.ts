import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { systemClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { fullEmail } from '../email/contract.ts'
import { chooseAt, signIn } from '../google-identity/contract.ts'
import { startSandbox, type Sandbox } from '../sandbox/index.ts'
import { deliveryOf, noEgress, post } from '../inbound/contract.ts'
import { inboundVendors } from '../inbound/vendors.ts'
import { makeInboundWebhooks } from './make-inbound-webhooks.ts'
import { makeProviders } from './make-providers.ts'
import { readSlots } from './read-slots.ts'
import type { EnvRecord } from './slot-reader.ts'
import { providerVariables } from './variables.ts'

const deps = { clock: systemClock, log: silentLog, dataDir: '/tmp/mas-slots-test' }

function slotsOf(env: EnvRecord) {
  const answer = readSlots(env)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer.slots
}
function problemsOf(env: EnvRecord) {
  const answer = readSlots(env)
  return answer.ok ? [] : answer.problems.map(({ variable, problem }) => `${variable} ${problem}`)
}
/** Those with tests of their own. */
const apart = new Set(['audit-store', 'on-call', 'vendor-webhooks'])
const modesOf = (env: EnvRecord) => Object.entries(slotsOf(env)).flatMap(([slot, { mode }]) => (apart.has(slot) ? [] : [mode]))

const live = {
  EMAIL_SMTP_HOST: 'smtp.example.com',
  EMAIL_SMTP_USER: 'mas',
  EMAIL_SMTP_PASSWORD: 'sesame-mail',
  EMAIL_FROM: 'My School <no-reply@example.com>',
  GOOGLE_CLIENT_ID: 'client',
  GOOGLE_CLIENT_SECRET: 'sesame-google',
  HUMAN_CHECK_SECRET: 'sesame-human',
  HUMAN_CHECK_HOSTNAMES: 'app.example.com, www.example.com',
}

test('everybody the product talks to stands on the page about it', () => {
  const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
  const table = page.slice(page.indexOf('## Whom it talks to'), page.indexOf('## Files'))
  for (const slot of Object.keys(slotsOf({}))) expect([slot, table.includes(`\`${slot}\``)]).toEqual([slot, true])
})

describe('reading the slots', () => {
  test('without any variable everything is off', () => {
    expect(modesOf({})).toEqual(['off', 'off', 'off', 'off', 'off', 'off', 'off'])
  })

  test('with the ports of the sandbox everything is in sandbox', () => {
    const ports = { SANDBOX_HTTP_PORT: '4010', SANDBOX_SMTP_PORT: '4025' }
    expect(modesOf(ports)).toEqual(['sandbox', 'sandbox', 'sandbox', 'sandbox', 'off', 'off', 'sandbox'])
    expect(modesOf({ ...ports, GOOGLE_MODE: 'off' })).toEqual(['sandbox', 'off', 'sandbox', 'sandbox', 'off', 'off', 'sandbox'])
    expect(modesOf({ ...ports, DND_MODE: 'live' }).at(-1)).toBe('live')
  })

  test('a key switches its provider to live, and only that one', () => {
    const ports = { SANDBOX_HTTP_PORT: '4010', SANDBOX_SMTP_PORT: '4025' }
    expect(modesOf({ ...ports, GOOGLE_CLIENT_ID: 'x', GOOGLE_CLIENT_SECRET: 'y' })).toEqual([
      'sandbox',
      'live',
      'sandbox',
      'sandbox',
      'off',
      'off',
      'sandbox',
    ])
    expect(modesOf({ ...ports, ...live, GOOGLE_MODE: 'sandbox' })).toEqual(['live', 'sandbox', 'live', 'sandbox', 'off', 'off', 'sandbox'])
  })

  test('files go to a bucket and through the scanner only where somebody says so', () => {
    const ports = { SANDBOX_HTTP_PORT: '4010', SANDBOX_SMTP_PORT: '4025', SANDBOX_CLAMD_PORT: '4310' }
    expect(modesOf(ports).slice(-3, -1)).toEqual(['off', 'sandbox'])
    expect(modesOf({ ...ports, OBJECT_STORE_MODE: 'sandbox', VIRUS_SCANNER_MODE: 'off' }).slice(-3, -1)).toEqual(['sandbox', 'off'])
    const keys = { S3_BUCKET: 'mas-files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'sesame-s3', CLAMD_HOST: 'clamd.internal' }
    const { 'object-store': store, 'virus-scanner': scanner } = slotsOf(keys)
    expect([store.mode, store.note, scanner.mode, scanner.note]).toEqual([
      'live',
      `https://mas-files.${['s3', 'ap-south-1', 'amazonaws', 'com'].join('.')}`,
      'live',
      'clamd at clamd.internal:3310',
    ])
    expect(slotsOf({ ...keys, S3_ENDPOINT: 'https://s3.example.com/' })['object-store'].note).toBe('https://s3.example.com/mas-files')
    expect(problemsOf({ S3_BUCKET: 'mas-files', VIRUS_SCANNER_MODE: 'live' }).toSorted()).toEqual([
      'CLAMD_HOST is missing',
      'S3_ACCESS_KEY_ID is missing',
      'S3_SECRET_ACCESS_KEY is missing',
    ])
  })

  test('anchors go to a bucket, and somebody is woken, only where somebody says so', () => {
    const ports = { SANDBOX_HTTP_PORT: '4010', SANDBOX_SMTP_PORT: '4025' }
    const of = (env: EnvRecord) => [slotsOf(env)['audit-store'], slotsOf(env)['on-call']]
    expect(of(ports).map(({ mode }) => mode)).toEqual(['off', 'off'])
    expect(of({ ...ports, AUDIT_STORE_MODE: 'sandbox', ON_CALL_MODE: 'sandbox' })).toMatchObject([
      { mode: 'sandbox', config: { prefix: 'audit/', retainYears: 8 } },
      { mode: 'sandbox', note: 'http://127.0.0.1:4010/webhook-receiver/on-call' },
    ])
    const keys = {
      AUDIT_S3_BUCKET: 'mas-audit',
      AUDIT_S3_ACCESS_KEY_ID: 'id',
      AUDIT_S3_SECRET_ACCESS_KEY: 'sesame-audit',
      AUDIT_S3_ENDPOINT: 'https://s3.example.com',
      AUDIT_RETAIN_YEARS: '10',
      ON_CALL_URL: 'https://alerts.example.com/hooks/secret-path',
      ON_CALL_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    }
    expect(of(keys)).toMatchObject([
      { mode: 'live', note: 'https://s3.example.com/mas-audit, locked for 10 years' },
      { mode: 'live', note: 'alerts.example.com' },
    ])
    expect(
      problemsOf({ ...keys, AUDIT_RETAIN_YEARS: '7', ON_CALL_SECRET: 'sesame', ON_CALL_URL: 'http://alerts.example.com' }).toSorted(),
    ).toEqual(['AUDIT_RETAIN_YEARS must be 8 or more', 'ON_CALL_SECRET must be whsec_ and base64', 'ON_CALL_URL must start with https://'])
  })

  test('vendors that call us are listened to one by one: with a secret live, without one in the sandbox or not at all', async () => {
    const of = (env: EnvRecord) => slotsOf(env)['vendor-webhooks']
    const listened = (env: EnvRecord) => makeInboundWebhooks(of(env), noEgress).map(({ provider }) => provider)
    const secrets = {
      RAZORPAY_WEBHOOK_SECRET: 'sesame-razorpay',
      RAZORPAY_WEBHOOK_SECRET_PREVIOUS: '2026-11-23T10:00:00Z sesame-before',
      WHATSAPP_WEBHOOK_SECRET: 'sesame-whatsapp',
      WHATSAPP_VERIFY_TOKEN: 'sesame-of-the-handshake',
      SNS_TOPIC_ARNS: 'arn:aws:sns:ap-south-1:123456789012:ses-events, arn:aws:sns:ap-south-1:123456789012:others',
    }
    const ports = { SANDBOX_HTTP_PORT: '4010', SANDBOX_SMTP_PORT: '4025' }
    expect([of({}).mode, listened({})]).toEqual(['off', []])
    expect([of(ports).mode, listened(ports)]).toEqual(['sandbox', inboundVendors.map(({ provider }) => provider)])
    expect([of(secrets).note, listened(secrets)]).toEqual(['razorpay, whatsapp, sns', ['razorpay', 'whatsapp', 'sns']])
    expect(listened({ ...secrets, ...ports }).toSorted()).toEqual(listened(ports).toSorted())
    expect(listened({ ...secrets, ...ports, VENDOR_WEBHOOKS_MODE: 'live' })).toEqual(['razorpay', 'whatsapp', 'sns'])
    expect(listened({ ...secrets, ...ports, VENDOR_WEBHOOKS_MODE: 'off' })).toEqual([])
    const [razorpay] = makeInboundWebhooks(of(secrets), noEgress)
    const seen = (secret: string, now: string) =>
      razorpay?.verify(
        deliveryOf(
          inboundVendors[0]?.sign('{"event":"order.paid"}', { secret, at: new Date(now), id: '1', sandboxUrl: '' }) ?? post('', {}),
          new Date(now),
          'razorpay',
        ),
      )
    expect(await seen('sesame-razorpay', '2026-11-25T10:00:00Z')).toMatchObject({ secretVersion: 2 })
    expect(await seen('sesame-before', '2026-11-24T10:00:00Z')).toMatchObject({ secretVersion: 1 })
    expect(await seen('sesame-before', '2026-11-24T10:00:01Z')).toMatchObject({ verdict: 'rejected' })
    expect(inspect(of(secrets), { depth: 9 })).not.toContain('sesame')
    const wrong = {
      EXOTEL_WEBHOOK_SECRET: 'short',
      LIVEKIT_WEBHOOK_SECRET: 'no-colon',
      MISS_OZONE_WEBHOOK_SECRET: 'whsec_short',
      RAZORPAY_WEBHOOK_SECRET: 'sesame-razorpay',
      RAZORPAY_WEBHOOK_SECRET_PREVIOUS: 'yesterday sesame-before',
      VAPI_WEBHOOK_SECRET: 'sesame-vapi',
      VAPI_WEBHOOK_SECRET_PREVIOUS: 'sesame-without-an-instant',
    }
    expect(problemsOf(wrong).toSorted()).toEqual([
      'EXOTEL_WEBHOOK_SECRET must be 22 to 200 letters, digits, - and _, made at random',
      'LIVEKIT_WEBHOOK_SECRET must be the API key, a colon and the API secret',
      'MISS_OZONE_WEBHOOK_SECRET must be whsec_ and at least 24 bytes in base64',
      'RAZORPAY_WEBHOOK_SECRET_PREVIOUS must begin with an instant like 2026-11-23T10:00:00Z',
      'VAPI_WEBHOOK_SECRET_PREVIOUS must be the instant of the rotation, a space and the secret before',
    ])
  })

  test('a blank variable counts as left out', () => {
    expect(modesOf({ GOOGLE_CLIENT_ID: '', EMAIL_MODE: ' ', SANDBOX_HTTP_PORT: '' })).toEqual([
      'off',
      'off',
      'off',
      'off',
      'off',
      'off',
      'off',
    ])
  })

  test('every problem is reported in one go, with its variable and a hint', () => {
    const env = {
      EMAIL_MODE: 'live',
      EMAIL_SMTP_HOST: 'smtp.example.com',
      EMAIL_SMTP_PORT: 'many',
      GOOGLE_CLIENT_ID: 'x',
      GOOGLE_DISCOVERY_URL: 'http://accounts.example/.well-known/openid-configuration',
      HUMAN_CHECK_MODE: 'on',
      BREACHED_PASSWORDS_MODE: 'sandbox',
    }
    expect(problemsOf(env).toSorted()).toEqual([
      'EMAIL_FROM is missing',
      'EMAIL_SMTP_PORT must be a port number',
      'GOOGLE_CLIENT_SECRET is missing',
      'GOOGLE_DISCOVERY_URL must start with https://',
      'HUMAN_CHECK_MODE must be off, sandbox or live',
      'SANDBOX_HTTP_PORT is missing',
    ])
    const answer = readSlots(env)
    if (!answer.ok) for (const { hint } of answer.problems) expect(hint).not.toBe('')
  })

  test.each([
    ['mail in clear over the network', { EMAIL_SMTP_SECURE: 'none' }, 'EMAIL_SMTP_SECURE'],
    ['a user without password', { EMAIL_SMTP_PASSWORD: '' }, 'EMAIL_SMTP_PASSWORD'],
    ['a sender that is no address', { EMAIL_FROM: 'My School' }, 'EMAIL_FROM'],
    ['a host with a path', { EMAIL_SMTP_HOST: 'smtp.example.com/x' }, 'EMAIL_SMTP_HOST'],
    ['no host for the widget', { HUMAN_CHECK_HOSTNAMES: ' , ' }, 'HUMAN_CHECK_HOSTNAMES'],
  ])('%s is refused', (_, change, variable) => {
    expect(problemsOf({ ...live, ...change }).join()).toStartWith(variable)
  })

  test('port 465 means TLS from the start, every other port a required upgrade', () => {
    const securityAt = (port: string) => {
      const { email } = slotsOf({ ...live, EMAIL_SMTP_PORT: port })
      return email.mode !== 'off' && email.config.vendor === 'smtp' ? email.config.security : undefined
    }
    expect([securityAt('465'), securityAt('587'), securityAt('2525')]).toEqual(['tls', 'starttls', 'starttls'])
  })

  test('neither printing nor serialising slots or the boot table shows a secret', () => {
    const slots = slotsOf({ ...live, EMAIL_RESEND_API_KEY: 'sesame-resend' })
    const { report } = makeProviders(slots, deps)
    const shown = [JSON.stringify(slots), inspect(slots, { depth: 9, showHidden: true }), Bun.inspect(slots), JSON.stringify(report)]
    expect(shown.join()).not.toContain('sesame')
  })

  test('every listed variable is documented, and none twice', () => {
    const names = providerVariables.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { description } of providerVariables) expect(description).not.toBe('')
  })
})

describe('providers that are off', () => {
  test('refuse clearly and never crash', async () => {
    const { emailSender, emailEvents, googleIdentity, humanCheck, breachedPasswords, dndRegistry, emailFrom, report } = makeProviders(
      slotsOf({}),
      deps,
    )
    const refusals = await Promise.all([
      emailSender.send(fullEmail('asha@people.example'), 'email/1'),
      googleIdentity.authorizationUrl(signIn),
      googleIdentity.exchange({ ...signIn, code: 'x' }),
      humanCheck.check({ token: 'x', action: 'sign-up' }),
      breachedPasswords.timesSeen('x'),
      dndRegistry.scrub(['+919876543210']),
    ])
    for (const refusal of refusals) expect(refusal).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('switched off') })
    expect(await emailEvents.verify(new Uint8Array(), {})).toMatchObject({ verified: false })
    expect(emailFrom).toBeUndefined()
    expect(report.map(({ slot, mode }) => `${slot} ${mode}`)).toEqual([
      'email off',
      'google-identity off',
      'human-check off',
      'breached-passwords off',
      'object-store off',
      'virus-scanner off',
      'dnd-registry off',
      'audit-store off',
      'on-call off',
      'vendor-webhooks off',
    ])
  })
})

describe('providers in sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, smtpPort: 0 })
  })
  afterAll(() => sandbox.stop())
  const envWith = (more: EnvRecord = {}) => ({
    SANDBOX_HTTP_PORT: String(sandbox.httpPort),
    SANDBOX_SMTP_PORT: String(sandbox.smtpPort),
    ...more,
  })

  test.each(['smtp', 'resend'])('a mail through %s lands in the one mailbox', async (vendor) => {
    const { emailSender } = makeProviders(slotsOf(envWith({ EMAIL_VENDOR: vendor })), deps)
    expect(emailSender).toMatchObject({ mode: 'sandbox', vendor })
    expect(await emailSender.send(fullEmail(`${vendor}@people.example`), 'email/1')).toMatchObject({ outcome: 'ok' })
    expect(sandbox.mails({ to: `${vendor}@people.example` })).toMatchObject([{ via: vendor }])
  })

  test('sign-in with Google, the human check and the password look-up work without a key', async () => {
    const { googleIdentity, humanCheck, breachedPasswords } = makeProviders(slotsOf(envWith()), deps)
    const url = await googleIdentity.authorizationUrl(signIn)
    if (url.outcome !== 'ok') throw new Error(url.reason)
    const code = (await chooseAt(url.value, '110000000000000000001')).searchParams.get('code') ?? ''
    expect(await googleIdentity.exchange({ ...signIn, code })).toMatchObject({
      outcome: 'ok',
      value: { name: 'Asha Rao' },
    })
    const check = await humanCheck.check({ token: 'human:sign-up:1', action: 'sign-up' })
    expect(check).toEqual({ outcome: 'ok', value: { human: true } })
    expect(await breachedPasswords.timesSeen('correct horse battery staple')).toEqual({ outcome: 'ok', value: 216 })
  })
})
