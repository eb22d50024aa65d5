import { dropPartitions, ensurePartitions, findEntryRules, foldStats, invariantWalks, notifyLoops, restoreCursors } from '@mas/db/workflows'
import { enqueue, inTx, type Ctx } from '@mas/kernel'
import { readSettings } from '../../settings/index.ts'
import { workflowsJobs } from '../jobs.ts'
import { runtimeSettings } from '../runtime/settings.ts'

const dayMs = 86_400_000
const stepsKeptDays = 400
const foldedAtOnce = 5_000

export async function rollStats(ctx: Ctx): Promise<void> {
  while ((await inTx(ctx, (t) => foldStats(t.tx, foldedAtOnce))) === foldedAtOnce);
}

/** Rows judged in one statement: a page of a million takes as long as one of a thousand. */
const judgedAtOnce = 2_000

/** Says aloud what must never be; answers how many kinds of it there are. */
export async function checkInvariants(ctx: Ctx, atOnce = judgedAtOnce): Promise<number> {
  const found = new Map<string, number>()
  for (const walk of invariantWalks)
    for (let after: readonly string[] | null | undefined; after !== null;) {
      const { last, broken } = await walk(ctx.db, after ?? null, atOnce, ctx.clock.now())
      for (const [rule, n] of Object.entries(broken)) if (n > 0) found.set(rule, (found.get(rule) ?? 0) + n)
      after = last
    }
  for (const [rule, n] of found) ctx.log.error('workflow invariant broken', { rule, n })
  return found.size
}

/** Parts of the logs are made ahead of time and dropped when their keeping is over. */
export async function prune(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now().getTime()
  const { eventLogDays } = await readSettings(ctx, runtimeSettings)
  const ahead = (everyDays: number, count: number) => Array.from({ length: count }, (_, n) => new Date(now + n * everyDays * dayMs))
  await inTx(ctx, (t) => ensurePartitions(t.tx, 'steps', ahead(28, 4)))
  await inTx(ctx, (t) => ensurePartitions(t.tx, 'event_log', ahead(7, 7)))
  const dropped = [
    ...(await inTx(ctx, (t) => dropPartitions(t.tx, 'steps', new Date(now - stepsKeptDays * dayMs)))),
    ...(await inTx(ctx, (t) => dropPartitions(t.tx, 'event_log', new Date(now - eventLogDays * dayMs)))),
  ]
  if (dropped.length > 0) ctx.log.info('workflow logs pruned', { dropped })
}

const restoredAtOnce = 1_000

/** A chunk of the runs that slept through a pause; the next chunk is a job of its own. A workflow paused again stops it. */
export function resumeRuns(ctx: Ctx, { workflowId, after }: { workflowId: string; after?: string | undefined }): Promise<void> {
  return inTx(ctx, async (t) => {
    if ((await findEntryRules(t.tx, workflowId))?.status !== 'active') return
    const { resumeMinutes } = await readSettings(t, runtimeSettings)
    const { last } = await restoreCursors(t.tx, workflowId, after ?? null, restoredAtOnce, t.clock.now(), resumeMinutes * 60_000)
    await notifyLoops(t.tx)
    if (last !== null) await enqueue(t, workflowsJobs.resumeRuns, { workflowId, after: last })
  })
}
