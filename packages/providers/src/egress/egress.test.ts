import { EgressCut, type EgressCall } from '@mas/kernel/ports/egress'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { startMisbehavingServer, type Behaviour } from '../http/misbehaving-server.ts'
import { isPublicAddress } from './address-rules.ts'
import { startDnsStandIn, type Zone } from './dns-stand-in.ts'
import { createEgress, createResolver } from './index.ts'
import { testCertificate } from './test-certificate.ts'

const call = (url: string, more: Partial<EgressCall> = {}): EgressCall => ({
  method: 'POST',
  url,
  body: '{"n":1}',
  timeoutMs: 2_000,
  maxBytes: 65_536,
  ...more,
})
const sandbox = createEgress({ resolve: async () => [], loopback: true })
const reasonOf = async (url: string, mode: 'live' | 'sandbox' = 'live', addresses: readonly string[] = []) => {
  const answer = await createEgress({ resolve: async () => addresses, loopback: true }).check(url, { mode })
  return answer.outcome === 'ok' ? 'ok' : answer.reason
}

describe('what an address says by itself', () => {
  test.each([
    ['http://127.0.0.1/', 'scheme'],
    ['http://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com:6379/_', 'scheme'],
    ['not a url', 'scheme'],
    ['https://256.256.256.256/', 'unresolvable'],
    ['https://user:secret@example.com/', 'userinfo'],
    ['https://user@example.com/', 'userinfo'],
    ['https://example.com:25/', 'port'],
    ['https://example.com:80/', 'port'],
    ['https://example.com:1023/', 'port'],
    ['https://nobody.example/', 'unresolvable'],
    ['https://2130706433/', 'address'],
    ['https://0x7f000001/', 'address'],
    ['https://0177.0.0.1/', 'address'],
    ['https://127.1/', 'address'],
    ['https://127.0.0.1./', 'address'],
    ['https://１２７.0.0.1/', 'address'],
    ['https://0/', 'address'],
    ['https://10.0.0.1/', 'address'],
    ['https://172.31.255.255/', 'address'],
    ['https://192.168.1.1:8443/', 'address'],
    ['https://169.254.169.254/latest/meta-data/', 'address'],
    ['https://100.64.0.1/', 'address'],
    ['https://224.0.0.1/', 'address'],
    ['https://[::1]/', 'address'],
    ['https://[::]/', 'address'],
    ['https://[::ffff:10.0.0.1]/', 'address'],
    ['https://[::ffff:a00:1]/', 'address'],
    ['https://[64:ff9b::a00:1]/', 'address'],
    ['https://[64:ff9b:1::808:808]/', 'address'],
    ['https://[2002:a00:1::]/', 'address'],
    ['https://[fe80::1]/', 'address'],
    ['https://[fd00:ec2::254]/', 'address'],
    ['https://[ff02::1]/', 'address'],
    ['https://localhost/', 'address'],
    ['https://a.localhost:8443/', 'address'],
    ['https://8.8.8.8/', 'ok'],
    ['https://8.8.8.8:8443/', 'ok'],
    ['https://[2606:4700::1111]/', 'ok'],
    ['https://[64:ff9b::808:808]/', 'ok'],
    ['https://168.63.129.16/', 'address'],
    ['https://100.100.100.200/', 'address'],
    ['https://203.0.113.7/', 'address'],
    ['https://[2001:db8::1]/', 'address'],
    ['https://[::7f00:1]/', 'address'],
  ])('%s: %s', async (url, reason) => {
    expect(await reasonOf(url, 'live', url.includes('localhost') ? await createResolver([])(new URL(url).hostname) : [])).toBe(reason)
  })

  test('one address among many that is not public spoils the name', async () => {
    expect(await reasonOf('https://mixed.example/', 'live', ['93.184.216.34', '10.0.0.1'])).toBe('address')
    expect(await reasonOf('https://mixed.example/', 'live', ['93.184.216.34', '::ffff:127.0.0.1'])).toBe('address')
    expect(await reasonOf('https://fine.example/', 'live', ['93.184.216.34', '2606:4700::1111'])).toBe('ok')
  })

  test('sandbox mode may reach this machine, over http too, and nothing else that is not public', async () => {
    expect(await reasonOf('http://127.0.0.1:4010/', 'sandbox')).toBe('ok')
    expect(await reasonOf('http://[::1]:4010/', 'sandbox')).toBe('ok')
    expect(await reasonOf('http://127.0.0.1/', 'sandbox')).toBe('port')
    expect(await reasonOf('http://hooks.example:8080/', 'sandbox', ['93.184.216.34'])).toBe('scheme')
    expect(await reasonOf('http://hooks.example:8080/', 'sandbox', ['127.0.0.1', '10.0.0.1'])).toBe('scheme')
    expect(await reasonOf('https://hooks.example/', 'sandbox', ['10.0.0.1'])).toBe('address')
    const closed = createEgress({ resolve: async () => [], loopback: false })
    expect(await closed.check('http://127.0.0.1:4010/', { mode: 'sandbox' })).toEqual({ outcome: 'refused', reason: 'scheme' })
    expect(await closed.check('https://127.0.0.1:4010/', { mode: 'sandbox' })).toEqual({ outcome: 'refused', reason: 'address' })
  })

  test('a list of hosts admits exactly those, and names below a starred one', async () => {
    const allowHosts = ['files.example.com', '*.cdn.example.com']
    const egress = createEgress({ resolve: async () => ['93.184.216.34'], loopback: false })
    const outcome = async (host: string) => {
      const answer = await egress.check(`https://${host}/`, { allowHosts })
      return answer.outcome === 'ok' ? 'ok' : answer.reason
    }
    expect(await outcome('FILES.example.com')).toBe('ok')
    expect(await outcome('a.cdn.example.com')).toBe('ok')
    for (const host of ['cdn.example.com', 'evilcdn.example.com', 'files.example.com.evil.org', 'example.com'])
      expect(await outcome(host)).toBe('host-not-allowed')
  })

  test('every IPv4 address is judged the same in each form that carries it', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number)
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
        const verdict = isPublicAddress(v4)
        for (const form of [`::ffff:${v4}`, `::ffff:${hex}`, `64:ff9b::${v4}`, `2002:${hex}::1`])
          expect(isPublicAddress(form)).toBe(verdict)
        expect(isPublicAddress(`::${v4}`)).toBe(false)
        if (!verdict) expect(isPublicAddress(`2606:4700::5efe:${v4}`)).toBe(false)
      }),
    )
    expect(isPublicAddress('fe80::1%eth0')).toBe(false)
    expect(isPublicAddress('127.0.0.1 ')).toBe(false)
  })
})

describe('names', () => {
  const server = (hostname: string, tls = true) => {
    const hosts: string[] = []
    const running = Bun.serve({
      hostname,
      port: 0,
      ...(tls && { tls: testCertificate }),
      fetch: (request) => (hosts.push(request.headers.get('host') ?? ''), new Response('taken')),
    })
    return { port: running.port ?? 0, hosts, [Symbol.asyncDispose]: () => running.stop(true) }
  }
  const guarded = (dns: string) => createEgress({ resolve: createResolver([dns]), loopback: true, ca: testCertificate.cert })

  test('a name that changes its mind is asked once, and the connection goes to what was checked, by name', async () => {
    await using checked = server('127.0.0.2')
    await using dns = await startDnsStandIn({ 'hooks.example': [['127.0.0.2'], ['10.0.0.1']] })
    const egress = guarded(dns.server)
    const url = `https://hooks.example:${checked.port}/in?x=1`
    expect(await egress.request(call(url, { mode: 'sandbox' }))).toMatchObject({ outcome: 'ok', status: 200, address: '127.0.0.2' })
    expect(checked.hosts).toEqual([`hooks.example:${checked.port}`])
    expect(dns.asked.toSorted()).toEqual(['A hooks.example', 'AAAA hooks.example'])
    expect(await egress.request(call(url, { mode: 'sandbox' }))).toEqual({ outcome: 'refused', reason: 'address' })
    expect(checked.hosts).toHaveLength(1)
  })

  test.each<[string, Zone[string]]>([
    ['a public address first and this machine at the next attempt', [['8.8.8.8'], ['127.0.0.1']]],
    ['a public and a private address together', [['8.8.8.8'], ['8.8.8.8', '192.168.0.1']]],
    ['a private one in IPv6 only', [['8.8.8.8'], ['8.8.8.8', '::ffff:127.0.0.1']]],
  ])('%s is refused in live mode', async (_, rounds) => {
    await using dns = await startDnsStandIn({ 'hooks.example': rounds })
    const egress = guarded(dns.server)
    expect(await egress.check('https://hooks.example/')).toMatchObject({ outcome: 'ok' })
    expect(await egress.request(call('https://hooks.example/'))).toEqual({ outcome: 'refused', reason: 'address' })
  })

  test('a server whose certificate is for another name gets no request', async () => {
    await using other = server('127.0.0.2')
    await using dns = await startDnsStandIn({ 'other.example': [['127.0.0.2']] })
    const answer = await guarded(dns.server).request(call(`https://other.example:${other.port}/`, { mode: 'sandbox' }))
    expect(answer).toEqual({ outcome: 'refused', reason: 'unreachable', address: '127.0.0.2' })
    expect(other.hosts).toEqual([])
  })

  test('a name that does not exist, or a name server that is silent, is unresolvable', async () => {
    await using dns = await startDnsStandIn({})
    expect(await guarded(dns.server).request(call('https://hooks.example/'))).toEqual({ outcome: 'refused', reason: 'unresolvable' })
    const silent = createEgress({ resolve: () => new Promise(() => {}), loopback: false })
    expect(await silent.request(call('https://hooks.example/', { timeoutMs: 50 }))).toEqual({ outcome: 'refused', reason: 'unreachable' })
  })
})

describe('the answer', () => {
  const play = async (behaviour: Behaviour, more: Partial<EgressCall> = {}) => {
    await using server = await startMisbehavingServer(behaviour)
    const answer = await sandbox.request(call(server.url, { mode: 'sandbox', ...more }))
    return { answer, requests: [...server.requests] }
  }

  test('carries status, headers and body, whatever the status', async () => {
    const { answer, requests } = await play({ status: 422, body: 'no', headers: { 'retry-after': '7' } }, { headers: { 'X-Id': '1' } })
    expect(answer).toMatchObject({ outcome: 'ok', status: 422, truncated: false, address: '127.0.0.1' })
    if (answer.outcome === 'ok') expect([Buffer.from(answer.body).toString(), answer.headers.get('retry-after')]).toEqual(['no', '7'])
    expect(requests[0]).toContain('x-id: 1')
    expect(requests[0]).toEndWith('\r\n\r\n{"n":1}')
  })

  test('that redirects to a metadata address is not followed', async () => {
    const { answer, requests } = await play({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } })
    expect(answer).toMatchObject({ outcome: 'ok', status: 302 })
    expect(requests).toHaveLength(1)
  })

  test('without end is read as far as agreed and no further', async () => {
    const { answer } = await play('flood', { maxBytes: 100_000 })
    expect(answer).toMatchObject({ outcome: 'ok', status: 200, truncated: true })
    if (answer.outcome === 'ok') expect(answer.body.byteLength).toBe(100_000)
  })

  test.each<[Behaviour, 'timeout' | 'connection-lost']>([
    ['drop', 'connection-lost'],
    ['truncate', 'connection-lost'],
    ['hang', 'timeout'],
  ])('that is lost after the request was written (%s) leaves a doubt: %s', async (behaviour, reason) => {
    const { answer, requests } = await play(behaviour, { timeoutMs: behaviour === 'hang' ? 1_000 : 10_000 })
    expect(answer).toEqual({ outcome: 'in_doubt', reason, address: '127.0.0.1' })
    expect(requests).toHaveLength(1)
  })

  test('of nobody is unreachable: nothing was sent', async () => {
    const server = await startMisbehavingServer('hang')
    await server[Symbol.asyncDispose]()
    expect(await sandbox.request(call(server.url, { mode: 'sandbox' }))).toMatchObject({ outcome: 'refused', reason: 'unreachable' })
    // Speaks no TLS: the handshake never ends.
    await using mute = await startMisbehavingServer('hang')
    const answer = await sandbox.request(call(mute.url.replace('http', 'https'), { mode: 'sandbox', timeoutMs: 300 }))
    expect(answer).toMatchObject({ outcome: 'refused', reason: 'unreachable' })
  })

  test('as a stream is whole or throws what it lacks', async () => {
    const read = async (behaviour: Behaviour, more: Partial<EgressCall> = {}) => {
      await using server = await startMisbehavingServer(behaviour)
      const opened = await sandbox.open(call(server.url, { mode: 'sandbox', timeoutMs: 1_000, ...more }))
      if (opened.outcome !== 'ok') return opened
      let bytes = 0
      try {
        for await (const chunk of opened.body) bytes += chunk.byteLength
        return bytes
      } catch (thrown) {
        return thrown instanceof EgressCut ? thrown.reason : thrown
      }
    }
    expect(await read({ status: 200, body: 'x'.repeat(50_000) })).toBe(50_000)
    expect(await read('flood')).toBe('too-large')
    expect(await read('truncate')).toBe('connection-lost')
    expect(await read('hang')).toMatchObject({ outcome: 'in_doubt', reason: 'timeout' })
  })

  test('that nobody reads disturbs nobody when it is cut or its time is up', async () => {
    const cut = async (behaviour: Behaviour) => {
      await using server = await startMisbehavingServer(behaviour)
      const opened = await sandbox.open(call(server.url, { mode: 'sandbox', timeoutMs: 1_000 }))
      expect(opened.outcome).toBe('ok')
      // Longer than the first one's time: what goes wrong there would be heard of here.
      await using silent = await startMisbehavingServer('hang')
      expect((await sandbox.request(call(silent.url, { mode: 'sandbox', timeoutMs: 1_200 }))).outcome).toBe('in_doubt')
    }
    await Promise.all([cut('truncate'), cut('flood')])
  })

  test.each([
    { Host: 'x' },
    { 'content-length': '3' },
    { 'Transfer-Encoding': 'chunked' },
    { 'x-a': 'b\r\nx-c: d' },
    { 'x a': 'b' },
    { 'x-a': '☃' },
  ])('header %p is refused: it could smuggle a second request', async (headers) => {
    const { answer, requests } = await play({ status: 200 }, { headers: Object.fromEntries(Object.entries(headers)) })
    expect(answer).toEqual({ outcome: 'refused', reason: 'header' })
    expect(requests).toEqual([])
  })
})
