import { effectRank } from '@mas/contracts/workflows'
import {
  endedTargets,
  lockCursors,
  notifyLoops,
  openEffects,
  settleEffect,
  touchEffects,
  wakeCursors,
  type EffectRow,
} from '@mas/db/workflows'
import { eachAlone, enqueue, inTx, type Ctx } from '@mas/kernel'
import { getStates } from '../../notifications/index.ts'
import { takeChildVars } from '../ingest/child-vars.ts'
import { workflowsJobs } from '../jobs.ts'
import { newsOfMail } from './mail-news.ts'

const restMs = 10 * 60_000
const batch = 200

/** Asks the owners of hand-overs that nobody told us about for ten minutes: an event that never came is found here. */
export async function reconcileEffects(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - restMs)
  const open = await openEffects(ctx.db, before, batch)
  // Looked at from here on, whatever comes of it: the next round begins with others.
  await inTx(ctx, (t) => touchEffects(t.tx, open, t.clock.now()))
  await reconcileMails(
    ctx,
    open.filter(({ kind }) => kind === 'send-email'),
  )
  await eachAlone(
    open.filter(({ kind }) => kind === 'call-webhook'),
    (call) => reconcileCall(ctx, call),
  )
  await reconcileOwn(
    ctx,
    open.filter(({ kind }) => kind === 'task' || kind === 'sub-workflow'),
  )
}

async function reconcileMails(ctx: Ctx, effects: readonly EffectRow[]): Promise<void> {
  const ids = effects.flatMap(({ target_ref }) => (target_ref === null ? [] : [target_ref]))
  if (ids.length === 0) return
  const states = new Map((await getStates(ctx, { ids })).items.map((one) => [one.id, one]))
  await eachAlone(effects, async (effect) => {
    const news = newsOfMail(effect.target_ref === null ? undefined : states.get(effect.target_ref))
    if (news !== undefined && news.state !== effect.state) await told(ctx, effect, news)
  })
}

/** Tasks and sub-workflows are rows of ours: what ended without the step being told, by whatever accident, is told now. */
async function reconcileOwn(ctx: Ctx, effects: readonly EffectRow[]): Promise<void> {
  await eachAlone(await endedTargets(ctx.db, effects), async ({ result, reason, ...place }) => {
    const effect = effects.find((one) => one.run_id === place.run_id && one.node_id === place.node_id && one.epoch === place.epoch)
    if (effect !== undefined) await told(ctx, effect, { state: 'accepted', result, ...(reason !== null && { reason }) })
  })
}

/** A call whose worker died: it may have been carried out. It is made again with its key where the receiver honours that. */
async function reconcileCall(ctx: Ctx, effect: EffectRow): Promise<void> {
  if (effect.state === 'handed') await told(ctx, effect, { state: 'in_doubt', reason: 'worker-lost' })
  await inTx(ctx, (t) => enqueue(t, workflowsJobs.callWebhook, { ...placeOf(effect), attempt: 5 }))
}

const placeOf = (effect: EffectRow) => ({ runId: effect.run_id, nodeId: effect.node_id, epoch: effect.epoch })

function told(ctx: Ctx, effect: EffectRow, news: { state: keyof typeof effectRank; result?: string; reason?: string }): Promise<void> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    await lockCursors(t.tx, [effect.run_id])
    if (!(await settleEffect(t.tx, { ...placeOf(effect), ...news, rank: effectRank[news.state] }, now))) return
    if (effect.kind === 'sub-workflow') await takeChildVars(t, placeOf(effect))
    await wakeCursors(t.tx, [effect.run_id], now)
    await notifyLoops(t.tx)
  })
}
