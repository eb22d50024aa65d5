import { ChainHead } from '@mas/contracts/audit'
import { insertAnchor, readHeads, setPublished, unpublishedAnchors, type AnchorRow } from '@mas/db/audit'
import { addDays, dayIn, fail, inTx, type Ctx } from '@mas/kernel'
import type { KeptObject } from '@mas/kernel/ports/audit-store'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { pageOperator } from './page-operator.ts'
import { anchorMessage, headsDigest, sha256 } from './proof-rules.ts'
import { keysOf } from './subject-keys.ts'

/** Signs the heads of all chains as the anchor of the day that just ended, and publishes every anchor that is not yet. */
export async function publishAnchor(ctx: Ctx): Promise<void> {
  const at = ctx.clock.now()
  const day = addDays(dayIn(at), -1)
  await inTx(ctx, async (t) => {
    const heads = (await readHeads(t.tx)).map(({ no, seq, head }) => ({ no, seq, head }))
    const digest = headsDigest(heads)
    const keys = keysOf(t)
    const signature = Buffer.from(keys.sign(anchorMessage(day, digest))).toString('base64')
    await insertAnchor(t.tx, { day, heads, digest, signature, keyVersion: keys.version, at })
  })
  await publishWaiting(ctx)
}

/** One day that cannot be published holds no other day up; the first problem is told at the end. */
export async function publishWaiting(ctx: Ctx): Promise<void> {
  const problems: unknown[] = []
  for (const anchor of await unpublishedAnchors(ctx.db))
    try {
      await publish(ctx, anchor)
    } catch (thrown) {
      problems.push(thrown)
    }
  if (problems.length > 0) throw problems[0]
}

async function publish(ctx: Ctx, anchor: AnchorRow): Promise<void> {
  const content = anchorContent(anchor)
  const kept = await keep(ctx, anchor.day, content)
  if (kept.sha256 !== sha256(content).toString('hex')) {
    ctx.log.error('audit anchor differs from the published one', { day: anchor.day })
    await inTx(ctx, (t) =>
      pageOperator(t, {
        key: `audit-anchor-differs:${anchor.day}`,
        summary: 'the store holds another audit anchor for this day',
        details: { day: anchor.day, ours: anchor.digest, kept: kept.sha256 },
      }),
    )
    throw fail('audit.store-disagrees', { day: anchor.day })
  }
  await inTx(ctx, (t) => setPublished(t.tx, anchor.day, kept.receipt, t.clock.now()))
}

/** Writes, and where it is not known what came of it, looks. */
async function keep(ctx: Ctx, day: string, content: Uint8Array): Promise<KeptObject> {
  const answer = await ctx.ports.anchorSink.put(day, content)
  if (answer.outcome === 'ok') return answer.value
  const found = answer.outcome === 'in_doubt' ? await ctx.ports.anchorSink.find(day) : answer
  if (found.outcome === 'ok' && found.value !== null) return found.value
  throw fail('request.unavailable', { day, reason: found.outcome === 'ok' ? answer.reason : found.reason })
}

/** What lies in the sink for a day: the same bytes whenever it is made. */
export function anchorContent(anchor: AnchorRow): Uint8Array {
  const { day, digest, signature, key_version: keyVersion } = anchor
  const heads = z.array(ChainHead).parse(anchor.heads)
  return Buffer.from(
    canonicalJson({ v: 1, day, digest, heads, signature: signature.replaceAll('\n', ''), ...(keyVersion !== null && { keyVersion }) }),
  )
}
