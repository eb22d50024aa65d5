import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { isLoopback, normalAddress } from '../http/client-address.ts'
import { peerOf, type EdgeEnv } from '../http/edge-env.ts'

/** What proxies say of whom they ask for; one that adds none of them must not stand on this machine (see docs/operations.md). */
const ofProxies = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'cf-connecting-ip',
  'true-client-ip',
]

/** Somebody on this very machine, or with the operators' token. A request that came through a proxy is never local. */
export function isOperator(c: Context<EdgeEnv>, token: string | undefined): boolean {
  const peer = normalAddress(peerOf(c.env) ?? '')
  if (peer !== undefined && isLoopback(peer) && ofProxies.every((name) => c.req.header(name) === undefined)) return true
  const shown = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  return token !== undefined && shown !== undefined && timingSafeEqual(digest(shown), digest(token))
}

/** Digests have one length, which the constant-time comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
