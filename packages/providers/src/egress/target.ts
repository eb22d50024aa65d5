import { isIP } from 'node:net'
import type { EgressCall, EgressMode, EgressRefusal } from '@mas/kernel/ports/egress'
import { isLoopbackAddress, isPublicAddress } from './address-rules.ts'

export interface Target {
  readonly url: URL
  /** Name or address, without brackets and without a final dot. */
  readonly host: string
  readonly port: number
  readonly isLiteral: boolean
}

/** What an address says by itself, before any name is asked for. */
export function readTarget(text: string, mode: EgressMode, allowHosts: EgressCall['allowHosts']): Target | EgressRefusal {
  if (!URL.canParse(text)) return unparseable(text)
  // The parser already turns decimal, octal, hex and full-width spellings of IPv4 into the usual one.
  const url = new URL(text)
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || mode === 'live')) return 'scheme'
  if (url.username !== '' || url.password !== '') return 'userinfo'
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (port !== 443 && port < 1_024) return 'port'
  if (allowHosts !== undefined && !isAllowed(host, allowHosts)) return 'host-not-allowed'
  return { url, host, port, isLiteral: isIP(host) !== 0 }
}

/** Judges a target by what stands behind its name. `loopback`: the deployment lets sandbox traffic reach itself. */
export function judgeTarget(
  target: Target,
  addresses: readonly string[],
  { mode, loopback }: { readonly mode: EgressMode; readonly loopback: boolean },
): EgressRefusal | undefined {
  const isHere = mode === 'sandbox' && loopback && addresses.length > 0 && addresses.every(isLoopbackAddress)
  if (target.url.protocol !== 'https:' && !isHere) return 'scheme'
  if (addresses.length === 0) return 'unresolvable'
  return isHere || addresses.every(isPublicAddress) ? undefined : 'address'
}

/** An https address whose host makes no sense has no host to find; anything else is no web address. */
function unparseable(text: string): EgressRefusal {
  return /^https:/i.test(text.trim()) ? 'unresolvable' : 'scheme'
}

function isAllowed(host: string, allowHosts: readonly string[]): boolean {
  return allowHosts.some((allowed) => (allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed))
}
