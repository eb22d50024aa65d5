import type { Infra } from '@mas/kernel'

export interface StrikeAt {
  /** The nth transaction since counting began. */
  readonly nth: number
  /** `before` it commits, with all its statements done; `after` it has, before anybody hears of it. */
  readonly when: 'before' | 'after'
}

/**
 * Counts the transactions of a process and strikes at one of them. Everything that changes the database goes through
 * `transact`, so these are all the moments at which a death can leave something half done.
 */
export function strikeAt(infra: Infra, { nth, when }: StrikeAt, strike: () => Promise<void>): { begin(): void } {
  const transact: Infra['transact'] = infra.transact.bind(infra)
  let count = -1
  const wrapped: Infra['transact'] = async (work) => {
    if (count < 0) return transact(work)
    count += 1
    const isIt = count === nth
    const result = await transact(async (tx) => {
      const done = await work(tx)
      if (isIt && when === 'before') await strike()
      return done
    })
    if (isIt && when === 'after') await strike()
    return result
  }
  Reflect.set(infra, 'transact', wrapped)
  return { begin: () => (count = 0) }
}

/**
 * Plays a flow again and again, each time with a strike at the next transaction, before it commits and after; `play`
 * answers whether the strike came. A flow that ends without having reached the transaction is through.
 */
export async function strikeEverywhere(play: (at: StrikeAt) => Promise<boolean>, from = 1): Promise<void> {
  for (let nth = from; ; nth++) for (const when of ['before', 'after'] as const) if (!(await play({ nth, when }))) return
}
