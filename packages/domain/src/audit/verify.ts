import { ChainHead, type ChainFault } from '@mas/contracts/audit'
import {
  archivedRunEnd,
  findUnlinked,
  hashAt,
  insertVerification,
  publishedAnchors,
  readHeads,
  verifiedUpTo,
  type HeadRow,
} from '@mas/db/audit'
import { dayIn, inTx, newId, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { checkChain } from './check-chain.ts'
import { pageOperator, type Incident } from './page-operator.ts'
import { anchorKey, anchorMessage, headsDigest, isSignedBy } from './proof-rules.ts'
import { keysOf } from './subject-keys.ts'

export interface VerifyScope {
  readonly kind: 'chain' | 'tail' | 'all'
  readonly chains?: readonly number[]
  readonly fromSeq?: number
}
export interface VerifyResult {
  readonly verificationId: string
  readonly checked: number
  readonly fault: ChainFault | null
}

/** Recomputes chains up to their present heads, against the anchors too, and writes down what it found. */
export async function verify(ctx: Ctx, scope: VerifyScope): Promise<VerifyResult> {
  const startedAt = ctx.clock.now()
  const heads = (await readHeads(ctx.db)).filter((head) => scope.chains?.includes(head.no) ?? true)
  const known = scope.kind === 'tail' ? await verifiedUpTo(ctx.db) : {}
  const from: Record<string, number> = {}
  const to: Record<string, number> = {}
  let checked = 0
  let fault: ChainFault | null = null
  const reports = await inLanes(heads, (head) => {
    const verified = z.number().optional().catch(undefined).parse(known[String(head.no)])
    return checkChain(ctx, head, scope.fromSeq ?? (verified === undefined ? undefined : verified + 1))
  })
  for (const [{ no }, report] of reports) {
    from[no] = report.from
    to[no] = report.to
    checked += report.checked
    fault ??= report.fault
  }
  if (fault === null && (await findUnlinked(ctx.db))) fault = { chain: null, seq: null, kind: 'missing' }
  if (fault === null && scope.kind !== 'tail') fault = await anchorFault(ctx, heads)
  const verificationId = newId(startedAt.getTime())
  await inTx(ctx, async (t) => {
    const finishedAt = t.clock.now()
    await insertVerification(t.tx, { id: verificationId, kind: scope.kind, startedAt, finishedAt, from, to, entries: checked, fault })
    if (fault !== null) await pageOperator(t, faultIncident(fault, verificationId, finishedAt))
  })
  if (fault !== null) ctx.log.error('audit fault', { verificationId, ...fault })
  return { verificationId, checked, fault }
}

/** The same fault wakes somebody once a day, however often it is found. */
function faultIncident({ chain, seq, kind }: ChainFault, verificationId: string, at: Date): Incident {
  const key = `audit-fault:${chain ?? '-'}:${seq ?? '-'}:${kind}:${dayIn(at)}`
  return { key, summary: 'the audit log was changed', details: { chain, seq, kind, verificationId } }
}

/** A few chains side by side: each is a chain of round trips. The answers keep the order of what was asked. */
async function inLanes<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<[T, R][]> {
  const results: [T, R][] = []
  const waiting = all.entries()
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      for (const [index, one] of waiting) results[index] = [one, await work(one)]
    }),
  )
  return results
}

/** A chain that was rewritten consistently still differs from what was published of it. */
async function anchorFault(ctx: Ctx, heads: readonly HeadRow[]): Promise<ChainFault | null> {
  const wanted = new Set(heads.map((head) => head.no))
  let afterDay: string | undefined
  for (;;) {
    const anchors = await publishedAnchors(ctx.db, afterDay, 50)
    for (const anchor of anchors) {
      const anchored = z.array(ChainHead).parse(anchor.heads)
      const publicKey = anchorKey(keysOf(ctx), anchor)
      if (publicKey === undefined)
        ctx.log.error('audit anchor was signed under a root secret that is not in MAS_SECRET_PREVIOUS', {
          day: anchor.day,
          version: anchor.key_version,
        })
      const genuine =
        publicKey !== undefined &&
        headsDigest(anchored) === anchor.digest &&
        isSignedBy(publicKey, anchorMessage(anchor.day, anchor.digest), anchor.signature)
      if (!genuine) return { chain: null, seq: null, kind: 'anchor-mismatch' }
      for (const { no, seq, head } of anchored) {
        if (!wanted.has(no)) continue
        const found = await hashAt(ctx.db, no, seq)
        // Inside an archived run only its end is kept here; the run was checked before it went.
        if (found === undefined && (await archivedRunEnd(ctx.db, no, seq)) !== undefined) continue
        if (found !== head) return { chain: no, seq, kind: 'anchor-mismatch' }
      }
    }
    afterDay = anchors.at(-1)?.day
    if (anchors.length < 50) return null
  }
}
