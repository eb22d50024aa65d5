import { isIP } from 'node:net'

/**
 * Who is calling, seen through `trustedProxies` proxies of ours: each appends the address it heard from to
 * X-Forwarded-For, so the caller stands that many places from the right. Everything further left was written by the
 * caller and is not believed.
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | null, trustedProxies: number): string {
  const direct = normalAddress(peer ?? '') ?? 'unknown'
  if (trustedProxies === 0 || forwardedFor === null) return direct
  const hops = forwardedFor.split(',')
  return normalAddress(hops.at(-trustedProxies) ?? '') ?? direct
}

/** One spelling per address: no port, no brackets, no zone, IPv4 never written as IPv6. Undefined when it is none. */
export function normalAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? (/^[\d.]+:\d+$/.test(trimmed) ? trimmed.slice(0, trimmed.indexOf(':')) : trimmed)
  const unzoned = bare.split('%', 1)[0] ?? ''
  const mapped = /^::ffff:([\d.]+)$/i.exec(unzoned)?.[1] ?? unzoned
  return isIP(mapped) === 0 ? undefined : mapped.toLowerCase()
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
