import { dropArchived, hashAt, insertCheckpoints, monthEntries, partitionMonths, type ArchiveRow } from '@mas/db/audit'
import { AppError, dayIn, fail, inTx, type Ctx } from '@mas/kernel'
import { digestOf, packed, readArchive, type ArchiveReading } from './archive-format.ts'
import { runsContent, runsKey } from './archive-runs.ts'
import { pageOperator } from './page-operator.ts'
import { addMonths, monthOf, startOfMonth } from './months.ts'
import { verify } from './verify.ts'

const batch = 1000

/** Moves every month that is older than what stays online into the archive, the oldest first. */
export async function archiveDueMonths(ctx: Ctx): Promise<void> {
  const firstOnline = addMonths(monthOf(ctx.clock.now()), -ctx.ports.auditArchive.onlineMonths)
  const due = (await partitionMonths(ctx.db)).filter((month) => month < firstOnline)
  if (due.length === 0) return
  // What is archived is not held against the anchors any more: a month that was changed stays here, where its fault shows.
  const { fault } = await verify(ctx, { kind: 'all' })
  if (fault !== null) return ctx.log.error('audit months stay online until the fault is cleared up', { months: due })
  for (const month of due) await archive(ctx, month)
}

/** Writes, reads back, recomputes every link; only then are checkpoints written and the partition dropped, together. */
async function archive(ctx: Ctx, month: string): Promise<void> {
  const key = `audit-${month.slice(0, 7)}.ndjson.gz`
  const answer = await ctx.ports.auditArchive.store.put(key, packed(entriesOf(ctx, month)))
  if (answer.outcome === 'refused') throw fail('request.unavailable', { key, reason: answer.reason })
  // Written now, there already, or in doubt: what counts is what lies there, against what the database holds.
  const kept = await readBack(ctx, key)
  const { digest, entries } = await digestOf(entriesOf(ctx, month))
  if (kept.digest !== digest || kept.entries !== entries || kept.broken !== undefined) {
    ctx.log.error('audit archive differs from the month it should hold', { key, ...kept.broken })
    await inTx(ctx, (t) =>
      pageOperator(t, {
        key: `audit-archive-differs:${key}:${dayIn(t.clock.now())}`,
        summary: 'the archive holds something else than the month of the audit log it should hold',
        details: { key, entries, kept: kept.entries },
      }),
    )
    throw fail('audit.store-disagrees', { key })
  }
  await keepRuns(ctx, key, runsContent(kept.runs))
  await inTx(ctx, async (t) => {
    await insertCheckpoints(t.tx, key, kept.runs)
    await dropArchived(t.tx, month, key)
  })
  ctx.log.info('audit month archived', { key, entries })
}

/** What the archive holds, as a page beside it: checkpoints are held against it, and one that was made up is in no store. */
async function keepRuns(ctx: Ctx, key: string, content: Uint8Array): Promise<void> {
  const { store } = ctx.ports.auditArchive
  const once = async function* () {
    yield content
  }
  const put = await store.put(runsKey(key), once())
  const there = put.outcome === 'refused' ? put : await store.read(runsKey(key))
  if (there.outcome !== 'ok' || there.value === null)
    throw fail('request.unavailable', { key, reason: there.outcome === 'ok' ? 'not written yet' : there.reason })
  if (!Buffer.concat(await Array.fromAsync(there.value)).equals(content)) throw fail('audit.store-disagrees', { key: runsKey(key) })
}

async function readBack(ctx: Ctx, key: string): Promise<ArchiveReading> {
  const found = await ctx.ports.auditArchive.store.read(key)
  if (found.outcome !== 'ok') throw fail('request.unavailable', { key, reason: found.reason })
  if (found.value === null) throw fail('request.unavailable', { key, reason: 'the archive does not hold it yet' })
  try {
    return await readArchive(found.value, (chain, seq) => hashAt(ctx.db, chain, seq - 1))
  } catch (cause) {
    // A store that broke off says nothing about what it holds.
    if (cause instanceof AppError && cause.code === 'request.unavailable') throw cause
    throw fail('audit.store-disagrees', { key }, cause)
  }
}

async function* entriesOf(ctx: Ctx, month: string): AsyncGenerator<ArchiveRow> {
  const from = startOfMonth(month)
  const to = startOfMonth(addMonths(month, 1))
  let after = { chain: -1, seq: 0 }
  for (;;) {
    const found = await monthEntries(ctx.db, from, to, after, batch)
    yield* found
    const last = found.at(-1)
    if (last === undefined || found.length < batch) return
    after = { chain: last.chain, seq: last.seq }
  }
}
