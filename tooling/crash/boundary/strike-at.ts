import { rows, sql, type Tx } from '@mas/db'
import type { Runtime } from '@mas/platform'
import { watchWrites } from './writes.ts'

export interface StrikeAt {
  /** The nth transaction since counting began. */
  readonly nth: number
  /** `before` it commits, with all its statements done; `after` it has, before anybody hears of it. */
  readonly when: 'before' | 'after'
}

type Hands = Pick<Runtime, 'infra' | 'driver'>

export interface Counting {
  begin(): void
  end(): void
  /** Another pool of the process, whose loops look for work by the clock: of its transactions only those count that leave something. */
  also(loops: Hands): void
}

/**
 * Counts what a process commits and strikes at one of it: the transactions of `transact`, and the statements outside of
 * them that change something, each of which is a transaction of its own. The queue's own bookkeeping is not counted: a
 * death before it is the same as one after the last commit of the job.
 */
export function strikeAt(own: Hands, { nth, when }: StrikeAt, strike: () => Promise<void>): Counting {
  let count = -1
  /** Whether what comes now is the one. */
  const isNext = () => {
    if (count < 0) return false
    count += 1
    return count === nth
  }
  const ends: (() => void)[] = []

  function watch({ infra, driver }: Hands, isCounted: 'always' | 'when it wrote'): void {
    const original = infra.transact
    const transact: typeof original = original.bind(infra)
    const wrapped: typeof original = async (work) => {
      let isIt = isCounted === 'always' && isNext()
      const result = await transact(async (tx) => {
        const done = await work(tx)
        if (isCounted === 'when it wrote') isIt = (await hasWritten(tx)) && isNext()
        if (isIt && when === 'before') await strike()
        return done
      })
      if (isIt && when === 'after') await strike()
      return result
    }
    Reflect.set(infra, 'transact', wrapped)
    const unwatch = watchWrites(driver, async (send) => {
      const isIt = isNext()
      // Nobody sees a statement before it is committed, so a death in its midst is one before it was sent.
      if (isIt && when === 'before') await strike()
      const sent = await send()
      if (isIt && when === 'after') await strike()
      return sent
    })
    ends.push(() => {
      Reflect.set(infra, 'transact', original)
      unwatch()
    })
  }

  watch(own, 'always')
  return {
    begin: () => (count = 0),
    end: () => {
      for (const back of ends) back()
    },
    also: (loops) => watch(loops, 'when it wrote'),
  }
}

/** Whether a transaction changed or locked a row: one that only looked has no number. */
async function hasWritten(tx: Tx): Promise<boolean> {
  const [found] = await rows<{ wrote: boolean }>(tx, sql`select pg_current_xact_id_if_assigned() is not null as wrote`)
  return found?.wrote === true
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
