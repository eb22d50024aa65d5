import { describe, expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { Hono } from 'hono'
import { createGoogleIdentity } from './client.ts'
import { chooseAt, describeGoogleIdentity, signIn } from './contract.ts'
import { sandboxGoogleClient } from './sandbox-client.ts'
import { createGoogleFaults } from './sandbox-faults.ts'
import { googleSandbox } from './sandbox.ts'

function startSandbox() {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const faults = createGoogleFaults()
  const asked: string[] = []
  const app = new Hono()
  app.use(async (c, next) => {
    asked.push(c.req.path)
    await next()
  })
  app.route('/google', googleSandbox({ clock, faults }))
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
  const adapterAt = (origin: string) =>
    createGoogleIdentity({
      mode: 'sandbox',
      discoveryUrl: `${origin}/google/.well-known/openid-configuration`,
      ...sandboxGoogleClient,
      clock,
      log: silentLog,
      timeoutMs: 2_000,
    })
  return { clock, faults, asked, server, origin: server.url.origin, adapterAt, stop: () => server.stop(true) }
}

describeGoogleIdentity('OpenID Connect', async () => {
  const { faults, origin, adapterAt, stop } = startSandbox()
  return {
    fresh: () => adapterAt(origin),
    unreachable: () => adapterAt('http://127.0.0.1:1'),
    plan: faults.add,
    reset: faults.clear,
    stop,
  }
})

describe('documents of the provider', () => {
  const signInWith = async (adapter: ReturnType<typeof createGoogleIdentity>) => {
    const url = await adapter.authorizationUrl(signIn)
    if (url.outcome !== 'ok') throw new Error(url.reason)
    const code = (await chooseAt(url.value, '110000000000000000001')).searchParams.get('code') ?? ''
    return adapter.exchange({ code, ...signIn })
  }

  test('are asked for once while Cache-Control keeps them fresh, and again afterwards', async () => {
    const { clock, asked, origin, adapterAt, stop } = startSandbox()
    const adapter = adapterAt(origin)
    const count = (path: string) => asked.filter((one) => one === path).length
    for (let n = 0; n < 3; n++) await signInWith(adapter)
    expect(count('/google/.well-known/openid-configuration')).toBe(1)
    expect(count('/google/certs')).toBe(1)
    clock.advance(3_601_000)
    await signInWith(adapter)
    expect(count('/google/.well-known/openid-configuration')).toBe(2)
    expect(count('/google/certs')).toBe(1)
    await stop()
  })

  test('are not asked for again and again by tokens that name keys nobody has', async () => {
    const { clock, asked, origin, adapterAt, stop } = startSandbox()
    const adapter = adapterAt(origin)
    await signInWith(adapter)
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const made = (n: number) => `${part({ alg: 'RS256', kid: `made-up-${n}` })}.${part({ sub: 'x' })}.${part('sig')}`
    const count = () => asked.filter((one) => one === '/google/certs').length
    for (let n = 0; n < 50; n++)
      expect(await adapter.checkToken({ idToken: made(n), nonce: 'n' })).toMatchObject({ outcome: 'refused', retry: 'never' })
    expect(count()).toBe(2)
    clock.advance(30_000)
    await adapter.checkToken({ idToken: made(51), nonce: 'n' })
    expect(count()).toBe(3)
    expect(await signInWith(adapter)).toMatchObject({ outcome: 'ok' })
    await stop()
  })

  test('are refused when they name another issuer than where they lie', async () => {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () =>
        Response.json({
          issuer: 'https://evil.example',
          authorization_endpoint: 'https://evil.example/a',
          token_endpoint: 'https://evil.example/t',
          jwks_uri: 'https://evil.example/k',
        }),
    })
    const { adapterAt, stop } = startSandbox()
    expect(await adapterAt(server.url.origin).authorizationUrl(signIn)).toMatchObject({ outcome: 'refused' })
    await server.stop(true)
    await stop()
  })
})

describe('the authorize page', () => {
  test('lists the demo people as links, escapes what it is given and leads back with access_denied on cancel', async () => {
    const { origin, adapterAt, stop } = startSandbox()
    const url = await adapterAt(origin).authorizationUrl({ ...signIn, state: '"><script>alert(1)</script>' })
    if (url.outcome !== 'ok') throw new Error(url.reason)
    const text = await (await fetch(url.value)).text()
    expect(text).toContain('Asha Rao')
    expect(text).not.toContain('<script>alert')
    const back = await chooseAt(url.value, 'nobody')
    expect(back.searchParams.get('error')).toBe('access_denied')
    await stop()
  })

  test('refuses a request without PKCE instead of leading back', async () => {
    const { origin, stop } = startSandbox()
    const response = await fetch(`${origin}/google/authorize?response_type=code&client_id=x&redirect_uri=http://localhost/`)
    expect(response.status).toBe(400)
    await stop()
  })
})
