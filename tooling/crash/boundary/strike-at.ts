import type { Runtime } from '@mas/platform'
import { watchWrites } from './writes.ts'

export interface StrikeAt {
  /** The nth transaction since counting began. */
  readonly nth: number
  /** `before` it commits, with all its statements done; `after` it has, before anybody hears of it. */
  readonly when: 'before' | 'after'
}

/**
 * Counts what a process commits and strikes at one of it: the transactions of `transact`, and the statements outside of
 * them that change something, each of which is a transaction of its own. The queue's own bookkeeping is not counted: a
 * death before it is the same as one after the last commit of the job.
 */
export function strikeAt(
  { infra, driver }: Pick<Runtime, 'infra' | 'driver'>,
  { nth, when }: StrikeAt,
  strike: () => Promise<void>,
): { begin(): void; end(): void } {
  let count = -1
  const through = async <T>(work: (beforeCommit: () => Promise<void>) => Promise<T>): Promise<T> => {
    if (count < 0) return work(async () => {})
    count += 1
    const isIt = count === nth
    const result = await work(async () => {
      if (isIt && when === 'before') await strike()
    })
    if (isIt && when === 'after') await strike()
    return result
  }
  const original = infra.transact
  const transact: typeof original = original.bind(infra)
  const wrapped: typeof original = (work) =>
    through((beforeCommit) =>
      transact(async (tx) => {
        const done = await work(tx)
        await beforeCommit()
        return done
      }),
    )
  Reflect.set(infra, 'transact', wrapped)
  const unwatch = watchWrites(driver, (send) =>
    through(async (beforeCommit) => {
      // Nobody sees a statement before it is committed, so a death in its midst is one before it was sent.
      await beforeCommit()
      return send()
    }),
  )
  return {
    begin: () => (count = 0),
    end: () => {
      Reflect.set(infra, 'transact', original)
      unwatch()
    },
  }
}

/**
 * Plays a flow again and again, each time with a strike at the next transaction, before it commits and after; `play`
 * answers whether the strike came. A flow is through when two plays in a row ended without having reached the
 * transaction: how jobs fall into batches differs, so one play may be shorter than the next.
 */
export async function strikeEverywhere(play: (at: StrikeAt) => Promise<boolean>, from = 1): Promise<void> {
  let missed = 0
  for (let nth = from; ; nth++)
    for (const when of ['before', 'after'] as const) {
      missed = (await play({ nth, when })) ? 0 : missed + 1
      if (missed === 2) return
    }
}
