import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { startMisbehavingServer, type Behaviour } from '../http/misbehaving-server.ts'
import { startDnsStandIn } from './dns-stand-in.ts'
import { createEgress, createResolver } from './index.ts'
import { testCertificate } from './test-certificate.ts'

/** The guard's promises about sockets, told as one line of JSON: a test runs this on every runtime and compares. */
const seen: string[] = []
const tls = createServer(testCertificate, (request, response) => {
  seen.push(request.headers.host?.split(':')[0] ?? '')
  response.end('taken')
})
await new Promise<void>((resolve) => tls.listen(0, '127.0.0.2', resolve))
const port = portOf(tls.address())
// Disposed of by hand: Node 22 does not know `await using`.
const dns = await startDnsStandIn({
  'hooks.example': [['127.0.0.2']],
  'other.example': [['127.0.0.2']],
  'mixed.example': [['127.0.0.2', '10.0.0.1']],
})
const egress = createEgress({ resolve: createResolver([dns.server]), loopback: true, ca: testCertificate.cert })
const told: string[] = []

for (const name of ['hooks', 'other', 'mixed', 'nobody']) await tell(name, `https://${name}.example:${port}/`)
for (const behaviour of [
  'drop',
  'truncate',
  'hang',
  'flood',
  { status: 302, headers: { location: 'http://169.254.169.254/' } },
] satisfies Behaviour[]) {
  const server = await startMisbehavingServer(behaviour)
  await tell(JSON.stringify(behaviour), server.url)
  if (behaviour === 'hang') await tell('no tls', server.url.replace('http:', 'https:'))
  await server[Symbol.asyncDispose]()
}
console.log(JSON.stringify({ told, seen, asked: dns.asked.toSorted() }))
tls.close()
await dns[Symbol.asyncDispose]()

async function tell(what: string, url: string): Promise<void> {
  const answer = await egress.request({ method: 'POST', url, body: 'x', timeoutMs: 500, maxBytes: 1_000, mode: 'sandbox' })
  told.push(`${what}: ${answer.outcome} ${answer.outcome === 'ok' ? `${answer.status} ${answer.body.byteLength}` : answer.reason}`)
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
