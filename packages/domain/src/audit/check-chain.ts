import type { ChainFault } from '@mas/contracts/audit'
import { archivedRunEnd, checkRange, hashAt, onlineStart, standsElsewhere, type HeadRow } from '@mas/db/audit'
import type { Ctx } from '@mas/kernel'

/** Entries that one statement recomputes: some hundred milliseconds, and a bounded sort. */
const batch = 20_000

export interface ChainReport {
  /** Seq in front of the first entry looked at, and the last one found in order. */
  readonly from: number
  readonly to: number
  readonly checked: number
  readonly fault: ChainFault | null
}

/** Recomputes one chain up to the head that was read before; answers the first fault. */
export async function checkChain(ctx: Ctx, head: HeadRow, askedFrom?: number): Promise<ChainReport> {
  const start = await startOf(ctx, head.no, askedFrom)
  if (start === undefined) return { from: 0, to: 0, checked: 0, fault: { chain: head.no, seq: (askedFrom ?? 1) - 1, kind: 'missing' } }
  let { fromSeq, previous } = start
  const from = fromSeq - 1
  let checked = 0
  while (fromSeq <= head.seq) {
    const end = Math.min(fromSeq + batch - 1, head.seq)
    // An archived run is one item, so a batch never ends inside it.
    const toSeq = (await archivedRunEnd(ctx.db, head.no, end)) ?? end
    const report = await checkRange(ctx.db, { chain: head.no, fromSeq, toSeq, previous })
    checked += report?.entries ?? 0
    const fault = await faultOf(ctx, head, { fromSeq, toSeq, previous }, report)
    if (fault !== null) return { from, to: fromSeq - 1, checked, fault }
    previous = (await hashAt(ctx.db, head.no, toSeq)) ?? previous
    fromSeq = toSeq + 1
  }
  const fault = previous === head.head ? null : ({ chain: head.no, seq: head.seq, kind: 'head-mismatch' } as const)
  return { from, to: head.seq, checked, fault }
}

async function startOf(ctx: Ctx, chain: number, askedFrom: number | undefined): Promise<{ fromSeq: number; previous: string } | undefined> {
  const online = await onlineStart(ctx.db, chain)
  if (askedFrom === undefined || askedFrom <= online.fromSeq) return online
  const previous = await hashAt(ctx.db, chain, askedFrom - 1)
  return previous === undefined ? undefined : { fromSeq: askedFrom, previous }
}

type Report = Awaited<ReturnType<typeof checkRange>>
async function faultOf(
  ctx: Ctx,
  head: HeadRow,
  range: { fromSeq: number; toSeq: number; previous: string },
  report: Report,
): Promise<ChainFault | null> {
  const chain = head.no
  const last = report?.last_seq ?? null
  const gap = report?.gap_before ?? null
  const gapAt = report?.gap_at ?? null
  const bad = report?.bad_seq ?? null
  if (bad !== null && (gapAt === null || bad < gapAt)) {
    const previous = bad === range.fromSeq ? range.previous : await hashAt(ctx.db, chain, bad - 1)
    const exchanged = previous !== undefined && (await standsElsewhere(ctx.db, chain, bad, previous))
    return { chain, seq: bad, kind: exchanged ? 'reordered' : 'edited' }
  }
  // A seq that occurs twice comes before the one that was expected.
  if (gapAt !== null && gap !== null) return gapAt < gap ? { chain, seq: gapAt, kind: 'reordered' } : { chain, seq: gap, kind: 'missing' }
  if (last === range.toSeq) return null
  // Nothing follows: the end of the chain was cut off, or what its head says is not so.
  const missing = (last ?? range.fromSeq - 1) + 1
  return range.toSeq === head.seq ? { chain, seq: head.seq, kind: 'head-mismatch' } : { chain, seq: missing, kind: 'missing' }
}
