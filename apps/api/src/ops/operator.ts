import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { isLoopback, normalAddress } from '../http/client-address.ts'
import { peerOf, type EdgeEnv } from '../http/edge-env.ts'

/** Somebody on this very machine, or with the operators' token. A request that came through a proxy is never local. */
export function isOperator(c: Context<EdgeEnv>, token: string | undefined): boolean {
  const peer = normalAddress(peerOf(c.env) ?? '')
  if (peer !== undefined && isLoopback(peer) && c.req.header('x-forwarded-for') === undefined && c.req.header('forwarded') === undefined)
    return true
  const shown = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  return token !== undefined && shown !== undefined && timingSafeEqual(digest(shown), digest(token))
}

/** Digests have one length, which the constant-time comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
