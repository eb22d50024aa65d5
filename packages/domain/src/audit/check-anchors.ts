import { ChainHead, type ChainFault } from '@mas/contracts/audit'
import { anchorsAfter, archivedRunEnd, hashAt, type AnchorRow } from '@mas/db/audit'
import type { Ctx } from '@mas/kernel'
import { z } from 'zod'
import { anchorKey, anchorMessage, headsDigest, isSignedBy } from './proof-rules.ts'
import { keysOf } from './subject-keys.ts'

/** A chain that was rewritten consistently still differs from what was signed of it. */
export async function anchorFault(ctx: Ctx, chains: ReadonlySet<number>): Promise<ChainFault | null> {
  for await (const anchor of allAnchors(ctx)) {
    const anchored = z.array(ChainHead).safeParse(anchor.heads)
    if (!anchored.success || !isGenuine(ctx, anchor, anchored.data)) return { chain: null, seq: null, kind: 'anchor-mismatch' }
    for (const { no, seq, head } of anchored.data) {
      if (!chains.has(no)) continue
      const found = await hashAt(ctx.db, no, seq)
      // Inside an archived run only its end is kept here; the run was checked before it went.
      if (found === undefined && (await archivedRunEnd(ctx.db, no, seq)) !== undefined) continue
      if (found !== head) return { chain: no, seq, kind: 'anchor-mismatch' }
    }
  }
  return null
}

/** Oldest first, published or not: what was signed was so. */
export async function* allAnchors(ctx: Ctx): AsyncGenerator<AnchorRow> {
  const page = 100
  for (let after: string | undefined; ;) {
    const found = await anchorsAfter(ctx.db, after, page)
    yield* found
    after = found.at(-1)?.day
    if (found.length < page) return
  }
}

function isGenuine(ctx: Ctx, anchor: AnchorRow, heads: readonly ChainHead[]): boolean {
  const { day, digest, signature, key_version: version } = anchor
  const publicKey = anchorKey(keysOf(ctx), anchor)
  if (publicKey === undefined) {
    ctx.log.error('audit anchor was signed under a root secret that is not in MAS_SECRET_PREVIOUS', { day, version })
    return false
  }
  return headsDigest(heads) === digest && isSignedBy(publicKey, anchorMessage(day, digest), signature)
}
