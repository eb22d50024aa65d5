import { lanes } from '@mas/contracts/workflows'
import { declareBatch, leaveBatch, nextWake, peekDue } from '@mas/db/workflows'
import { stepAct } from '@mas/domain/workflows'
import { newId } from '@mas/kernel'
import type { Bell } from './bell.ts'
import { idleMs, runLoop, type Shop } from './loop.ts'

const peeked = 16
const sweepEveryMs = 3_000
const slackMs = 2_000

interface Order {
  readonly runId: string
  readonly seq: number
  readonly wakeAt: Date
}
const keyOf = ({ runId, seq }: Order) => `${runId}:${seq}`

/** Ids of steps to carry out, shared by the loops of a process, so that they do not run after each other. */
export interface ActDesk {
  /** The next one; undefined where nothing is due. */
  take(): Promise<Order | undefined>
  /** It is carried out, or was not there any more. */
  done(order: Order): void
  leave(): Promise<void>
}

export function actDesk(shop: Shop): ActDesk {
  const loopId = newId()
  const waiting: Order[] = []
  /** What the loops are at: due as long as nothing is committed, and nobody else's to try. */
  const inHand = new Set<string>()
  let floor: Date | null = null
  let sweptAt = 0
  let filling: Promise<void> | undefined
  let declared = false
  const fill = async () => {
    if (performance.now() - sweptAt >= sweepEveryMs) {
      sweptAt = performance.now()
      floor = null
    }
    const now = shop.clock.now()
    const { db } = shop.ctx()
    const most = peeked + inHand.size
    const found = await peekDue(db, lanes.act, floor, now, most)
    const first = found[0]?.wake_at
    floor = new Date((found.length === most && first !== undefined ? first : now).getTime() - slackMs)
    if (found.length > 0) {
      await declareBatch(
        db,
        loopId,
        shop.process,
        found.map(({ run_id }) => run_id),
        now,
      )
      declared = true
    } else if (declared) {
      await leaveBatch(db, [loopId])
      declared = false
    }
    const orders = found.map(({ run_id, seq, wake_at }) => ({ runId: run_id, seq, wakeAt: wake_at }))
    waiting.push(...orders.filter((order) => !inHand.has(keyOf(order))))
  }
  return {
    take: async () => {
      if (waiting.length === 0) {
        filling ??= fill().finally(() => {
          filling = undefined
        })
        await filling
      }
      const order = waiting.shift()
      if (order !== undefined) inHand.add(keyOf(order))
      return order
    },
    done: (order) => void inHand.delete(keyOf(order)),
    leave: () => leaveBatch(shop.ctx().db, [loopId]),
  }
}

/** Steps that other domains carry out: one transaction each. */
export function actLoop(shop: Shop, bell: Bell, desk: ActDesk, name: string): Promise<void> {
  return runLoop(shop, bell, name, async () => {
    const order = await desk.take()
    if (order !== undefined) {
      const late = shop.clock.now().getTime() - order.wakeAt.getTime()
      const report = await stepAct(shop.ctx(), order.runId, order.seq).finally(() => desk.done(order))
      if (report !== 'gone') {
        shop.metrics.workflowLatenessSeconds.observe({ lane: 'act' }, Math.max(0, late) / 1_000)
        shop.metrics.workflowSteps.inc({ lane: 'act' })
      }
      return 0
    }
    const now = shop.clock.now()
    const next = await nextWake(shop.ctx().db, [lanes.act], now)
    return next === undefined ? idleMs : Math.min(idleMs, Math.max(1, next.getTime() - now.getTime()))
  })
}
