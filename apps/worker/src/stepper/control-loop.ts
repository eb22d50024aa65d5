import { lanes } from '@mas/contracts/workflows'
import { declareBatch, leaveBatch, nextWake } from '@mas/db/workflows'
import { controlRound, suspectRound } from '@mas/domain/workflows'
import { newId } from '@mas/kernel'
import type { Bell } from './bell.ts'
import { idleMs, runLoop, type Shop } from './loop.ts'

const batch = 128
const sweepEveryMs = 3_000
const slackMs = 2_000
/** After people of a bulk start a loop leaves them alone for so many times as long: events, jobs and live runs share its thread. */
const restAfterBulk = 2

/**
 * Pure decisions: lane 0, and the lane of people enrolled in bulk on every third claim or when lane 0 came back short, unless those
 * rest (docs/decisions/0084-people-of-a-bulk-rest.md).
 */
export async function controlLoop(shop: Shop, bell: Bell, ringActs: () => void, name: string): Promise<void> {
  const loopId = newId()
  const floors = new Map<number, Date | null>()
  let claims = 0
  let sweptAt = 0
  let declared = false
  let bulkRestsUntil = 0
  const announce = async (runIds: readonly string[]) => {
    declared = true
    await declareBatch(shop.ctx().db, loopId, shop.process, runIds, shop.clock.now())
  }
  const claim = async (lane: number): Promise<number> => {
    const startedAt = shop.clock.now()
    const { rows, steps, acts: handed } = await controlRound(shop.ctx(), lane, floors.get(lane) ?? null, announce)
    const first = rows[0]?.wake_at
    const low = rows.length === batch && first instanceof Date ? first : startedAt
    floors.set(lane, new Date(low.getTime() - slackMs))
    const word = lane === lanes.bulk ? 'bulk' : 'control'
    for (const { wake_at } of rows)
      if (wake_at !== null)
        shop.metrics.workflowLatenessSeconds.observe({ lane: word }, Math.max(0, startedAt.getTime() - wake_at.getTime()) / 1_000)
    shop.metrics.workflowSteps.inc({ lane: word }, steps)
    if (handed > 0) ringActs()
    return rows.length
  }
  const sweep = async () => {
    sweptAt = performance.now()
    floors.clear()
    while ((await suspectRound(shop.ctx(), [lanes.control, lanes.bulk], announce)).rows.length > 0);
  }
  await runLoop(shop, bell, name, async () => {
    if (performance.now() - sweptAt >= sweepEveryMs) await sweep()
    claims += 1
    const urgent = await claim(lanes.control)
    let bulk = 0
    if (performance.now() >= bulkRestsUntil && (urgent < batch || claims % 3 === 0)) {
      const began = performance.now()
      bulk = await claim(lanes.bulk)
      if (bulk > 0) bulkRestsUntil = performance.now() + restAfterBulk * (performance.now() - began)
    }
    if (urgent === batch) return 0
    if (declared) {
      await leaveBatch(shop.ctx().db, [loopId])
      declared = false
    }
    const restMs = bulkRestsUntil - performance.now()
    if (urgent > 0 || (bulk > 0 && restMs <= 0)) return 0
    const now = shop.clock.now()
    const next = await nextWake(shop.ctx().db, restMs > 0 ? [lanes.control] : [lanes.control, lanes.bulk], now)
    const sleepMs = next === undefined ? idleMs : Math.min(idleMs, Math.max(1, next.getTime() - now.getTime()))
    return restMs > 0 ? Math.min(sleepMs, restMs) : sleepMs
  })
  if (declared) await leaveBatch(shop.ctx().db, [loopId])
}
