import type { ChainFault } from '@mas/contracts/audit'
import { archivedRunEnd, checkRange, hashAt, onlineStarts, readHeads, standsElsewhere, type HeadRow } from '@mas/db/audit'
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
interface Asked {
  /** First seq to look at; by default everything that is online. */
  readonly from?: number | undefined
  /** Last seq that an earlier run found in order: a chain never becomes shorter. */
  readonly verified?: number | undefined
}

/**
 * Recomputes one chain up to the head that was read before; answers the first fault. A month that goes into the archive
 * between two statements looks like a hole, so a fault is one that is still there at a second look.
 */
export async function checkChain(ctx: Ctx, head: HeadRow, asked: Asked): Promise<ChainReport> {
  const report = await walk(ctx, head, asked)
  if (report.fault === null) return report
  const now = (await readHeads(ctx.db)).find(({ no }) => no === head.no)
  return now === undefined ? report : walk(ctx, now, asked)
}

async function walk(ctx: Ctx, head: HeadRow, asked: Asked): Promise<ChainReport> {
  const missing = (seq: number) => ({ chain: head.no, seq, kind: 'missing' }) as const
  const start = await startOf(ctx, head, asked.from)
  if (start === undefined) return { from: 0, to: 0, checked: 0, fault: missing(Math.min((asked.from ?? 1) - 1, head.seq)) }
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
  const isCut = head.seq < (asked.verified ?? 0)
  const fault =
    previous !== head.head ? ({ chain: head.no, seq: head.seq, kind: 'head-mismatch' } as const) : isCut ? missing(head.seq + 1) : null
  return { from, to: head.seq, checked, fault }
}

/** Behind an archived run where the asked seq lies in one; undefined where the entry in front of it is missing. */
async function startOf(
  ctx: Ctx,
  { no, seq }: HeadRow,
  asked: number | undefined,
): Promise<{ fromSeq: number; previous: string } | undefined> {
  const [online] = await onlineStarts(ctx.db, [no])
  if (online === undefined || asked === undefined || asked <= online.fromSeq) return online
  const before = Math.min(asked - 1, seq)
  const end = (await archivedRunEnd(ctx.db, no, before)) ?? before
  const previous = await hashAt(ctx.db, no, end)
  return previous === undefined ? undefined : { fromSeq: end + 1, previous }
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
  if (last === range.toSeq) return keyless(chain, report)
  // Nothing follows: the end of the chain was cut off, or what its head says is not so.
  const missing = (last ?? range.fromSeq - 1) + 1
  return range.toSeq === head.seq ? { chain, seq: head.seq, kind: 'head-mismatch' } : { chain, seq: missing, kind: 'missing' }
}

function keyless(chain: number, report: Report): ChainFault | null {
  const seq = report?.keyless_seq ?? null
  return seq === null ? null : { chain, seq, kind: 'key-mismatch' }
}
