import { isRetryable, toAppError } from '@mas/kernel'

/** So many rows failing one after the other with an unknown fault are no bad rows: something is broken. */
const faultsInARow = 5

interface Steps {
  /** False when the job has done its share: the next step is its last and must see to the one after. */
  readonly mayGoOn: () => boolean
  /** Settles up to `limit` rows; false when there is nothing left to do here. */
  readonly settle: (limit: number, last: boolean) => Promise<boolean>
  /** Settles the next row as rejected. */
  readonly refuse: (code: string) => Promise<boolean>
}

/**
 * Works through rows chunk by chunk. A chunk that fails is halved until the bad row stands alone; that row is refused
 * with its code and costs its neighbours nothing (rule 11). Trouble that passes by itself is thrown on, for the job to
 * be tried again.
 */
export async function inHalves(chunk: number, { mayGoOn, settle, refuse }: Steps): Promise<void> {
  let limit = chunk
  let faults = 0
  for (;;) {
    const last = !mayGoOn()
    try {
      if (!(await settle(limit, last)) || last) return
      limit = chunk
      faults = 0
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind === 'internal') faults += limit === 1 ? 1 : 0
      else if (isRetryable(error)) throw thrown
      if (faults >= faultsInARow) throw thrown
      if (limit > 1) limit = Math.ceil(limit / 2)
      else {
        if (!(await refuse(error.code))) return
        limit = chunk
      }
    }
  }
}
