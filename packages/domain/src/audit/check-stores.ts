import type { ChainFault } from '@mas/contracts/audit'
import { archivedRuns, type ArchivedRun } from '@mas/db/audit'
import { dayIn, inTx, type Ctx } from '@mas/kernel'
import { archivedIn } from './archive-runs.ts'
import { canonicalJson } from './canonical-json.ts'
import { allAnchors } from './check-anchors.ts'
import { pageOperator } from './page-operator.ts'
import { sha256 } from './proof-rules.ts'
import { anchorContent } from './publish-anchor.ts'

export interface StoreReport {
  readonly stores: 'agree' | 'no-answer'
  readonly fault: ChainFault | null
}
const noAnswer: StoreReport = { stores: 'no-answer', fault: null }
const differs: StoreReport = { stores: 'agree', fault: { chain: null, seq: null, kind: 'anchor-mismatch' } }

/**
 * Holds anchors and checkpoints against what lies where nobody can rewrite it. Only this finds a database that was
 * rewritten, or set back, together with its anchors.
 */
export async function compareStores(ctx: Ctx): Promise<StoreReport> {
  const anchors = await compareAnchors(ctx)
  return anchors.fault === null && anchors.stores === 'agree' ? compareArchives(ctx) : anchors
}

async function compareAnchors(ctx: Ctx): Promise<StoreReport> {
  const { anchorSink: sink } = ctx.ports
  const kept = new Set<string>()
  // The store first: an anchor is a row before it is an object.
  for (let after: string | undefined; ;) {
    const page = await sink.days(after)
    if (page.outcome !== 'ok') return silent(ctx, page.reason)
    for (const day of page.value) kept.add(day)
    after = page.value.at(-1)
    if (after === undefined) break
  }
  const missing: string[] = []
  for await (const anchor of allAnchors(ctx)) {
    const { day } = anchor
    if (!kept.delete(day)) {
      if (anchor.published_at !== null) missing.push(day)
      continue
    }
    const found = await sink.find(day)
    if (found.outcome !== 'ok') return silent(ctx, found.reason)
    if (found.value?.sha256 === sha256(anchorContent(anchor)).toString('hex')) continue
    ctx.log.error('audit anchor differs from the published one', { day })
    return differs
  }
  if (missing.length > 0) await tellMissing(ctx, missing)
  const [stranger] = kept
  if (stranger === undefined) return { stores: 'agree', fault: null }
  ctx.log.error('audit anchor is in its store and not in the database', { day: stranger, days: kept.size })
  return differs
}

/** No fault of the log: a locked bucket loses nothing, a folder that somebody emptied, or a new store, does. */
async function tellMissing(ctx: Ctx, days: readonly string[]): Promise<void> {
  const [first] = days
  ctx.log.error('audit anchors are not in their store', { first, days: days.length })
  await inTx(ctx, (t) =>
    pageOperator(t, {
      key: `audit-anchors-missing:${dayIn(t.clock.now())}`,
      summary: 'published audit anchors are not in their store',
      details: { first, days: days.length },
    }),
  )
}

async function compareArchives(ctx: Ctx): Promise<StoreReport> {
  const byArchive = new Map<string, ArchivedRun[]>()
  for (const { archive, ...run } of await archivedRuns(ctx.db)) byArchive.set(archive, [...(byArchive.get(archive) ?? []), run])
  for (const [archive, runs] of byArchive) {
    const there = await archivedIn(ctx, archive)
    if (there.outcome !== 'ok') return silent(ctx, there.reason)
    if (there.value !== null && canonicalJson(there.value) === canonicalJson(runs)) continue
    ctx.log.error('audit archive does not hold what its checkpoints say', { archive })
    const [first] = runs
    return { stores: 'agree', fault: { chain: first?.chain ?? null, seq: first?.from_seq ?? null, kind: 'missing' } }
  }
  return { stores: 'agree', fault: null }
}

function silent(ctx: Ctx, reason: string): StoreReport {
  ctx.log.warn('audit stores could not be compared; what is in the database was verified', { reason })
  return noAnswer
}
