import type { ChainFault } from '@mas/contracts/audit'
import { areColumnsGenerated, findStray, insertVerification, lastVerified, onlineStarts, readHeads, type HeadRow } from '@mas/db/audit'
import { dayIn, inTx, newId, type Ctx } from '@mas/kernel'
import { anchorFault } from './check-anchors.ts'
import { checkChain } from './check-chain.ts'
import { keysFault } from './check-keys.ts'
import { compareStores, type StoreReport } from './check-stores.ts'
import { pageOperator, type Incident } from './page-operator.ts'
import { everyChain } from './streams.ts'
import { positionsOf, sealOf, verifiedFault } from './verified-heads.ts'

export interface VerifyScope {
  /** `chain` some chains against the anchors, `tail` what is new, `all` everything that is online, keys and stores too. */
  readonly kind: 'chain' | 'tail' | 'all'
  readonly chains?: readonly number[]
  readonly fromSeq?: number
  /** False: the database alone. One that was restored is behind its stores. */
  readonly stores?: false
}
export interface VerifyResult {
  readonly verificationId: string
  readonly checked: number
  readonly fault: ChainFault | null
  readonly stores: StoreReport['stores'] | 'not-asked'
}

/** Recomputes chains up to their present heads and everything around them, and writes down what it found. */
export async function verify(ctx: Ctx, scope: VerifyScope): Promise<VerifyResult> {
  const startedAt = ctx.clock.now()
  // Before the heads: another run may end meanwhile, and will have come further than the heads that this one reads.
  const before = await lastVerified(ctx.db)
  const verified = positionsOf(before)
  const wanted = scope.chains ?? everyChain
  const heads = (await readHeads(ctx.db)).filter(({ no }) => wanted.includes(no))
  const from: Record<string, number> = {}
  const to: Record<string, number> = {}
  let checked = 0
  let fault: ChainFault | null = null
  const reports = await inLanes(heads, (head) => {
    const seen = verified.get(head.no)
    const tailFrom = scope.kind === 'tail' && seen !== undefined ? seen + 1 : undefined
    return checkChain(ctx, head, { from: scope.fromSeq ?? tailFrom, verified: seen })
  })
  for (const [{ no }, report] of reports) {
    from[no] = report.from
    to[no] = report.to
    checked += report.checked
    fault ??= report.fault
  }
  const gone = wanted.find((no) => !heads.some((head) => head.no === no))
  if (gone !== undefined) fault ??= { chain: gone, seq: null, kind: 'missing' }
  fault ??= await strayFault(ctx, heads)
  if (fault === null && !(await areColumnsGenerated(ctx.db))) fault = { chain: null, seq: null, kind: 'edited' }
  if (scope.kind !== 'tail') fault ??= await anchorFault(ctx, new Set(wanted))
  if (scope.kind !== 'chain') fault ??= await verifiedFault(ctx, before)
  if (scope.kind === 'all') fault ??= await keysFault(ctx)
  const asked = scope.kind === 'all' && scope.stores !== false
  const compared = asked && fault === null ? await compareStores(ctx) : undefined
  fault ??= compared?.fault ?? null

  const verificationId = newId(startedAt.getTime())
  await inTx(ctx, async (t) => {
    const finishedAt = t.clock.now()
    const seal = fault === null && scope.kind !== 'chain' ? sealOf(t, verificationId, heads) : null
    await insertVerification(t.tx, { id: verificationId, kind: scope.kind, startedAt, finishedAt, from, to, entries: checked, fault, seal })
    if (fault !== null) await pageOperator(t, faultIncident(fault, verificationId, finishedAt))
  })
  if (fault !== null) ctx.log.error('audit fault', { verificationId, ...fault })
  return { verificationId, checked, fault, stores: compared?.stores ?? 'not-asked' }
}

async function strayFault(ctx: Ctx, heads: readonly HeadRow[]): Promise<ChainFault | null> {
  const every = await readHeads(ctx.db)
  const chains = every.map(({ no }) => no)
  const starts = await onlineStarts(ctx.db, chains)
  const stray = await findStray(
    ctx.db,
    starts.map(({ no, fromSeq }) => ({ no, from_seq: fromSeq })),
  )
  if (stray === undefined) return null
  // Whoever asked about one chain is told about that one.
  if (stray.chain !== null && heads.length < every.length && !heads.some(({ no }) => no === stray.chain)) return null
  return { ...stray, kind: stray.chain === null ? 'missing' : 'reordered' }
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
