import { rows, sql, type Tx } from '@mas/db'
import {
  claimPurges,
  countWaiting,
  deleteOverdue,
  objectsOfSubject,
  pageOfPerson,
  pageOfQuarantine,
  rowsWithBytes,
  sampleStored,
  unfinishedPurges,
  waitingChecks,
} from '@mas/db/files'
import type { Driver } from '@mas/db'

const page = 500
const first = '00000000-0000-0000-0000-000000000000'

export interface Touched {
  readonly name: string
  /** Rows read for each row that was asked for. */
  readonly perRow: number
  readonly ms: number
}

/** What every list and sweep of the domain reads of a large table, a page each; what they write is taken back. */
export async function touchedByEach({ db, transaction }: Driver): Promise<Touched[]> {
  const now = new Date()
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000)
  const [one] = await rows<{ subject: string; key: string }>(
    db,
    sql`select subject_user_id as subject, storage_key as key from files.objects where subject_user_id is not null limit 1`,
  )
  if (one === undefined) throw new Error('there is no file')
  const undone = (work: (tx: Tx) => Promise<unknown>) => async () => {
    await transaction(async (tx) => {
      await work(tx)
      throw new Undo()
    }).catch((thrown: unknown) => {
      if (!(thrown instanceof Undo)) throw thrown
    })
  }
  const cases: Record<string, () => Promise<unknown>> = {
    'files of a person': () => pageOfPerson(db, one.subject, undefined, page),
    'files about a person': () => objectsOfSubject(db, one.subject),
    quarantine: () => pageOfQuarantine(db, undefined, page),
    'what waits': () => countWaiting(db, page),
    'files that wait for a check': () => waitingChecks(db, now, first, page),
    'files whose time is over': undone((tx) => deleteOverdue(tx, now, 'system:bench', page)),
    'files to purge': undone((tx) => claimPurges(tx, weekAgo, page)),
    'purges under way': () => unfinishedPurges(db, weekAgo, first, page),
    'rows beside the store': () => rowsWithBytes(db, one.key, undefined, page),
    'a sample to hash': () => sampleStored(db, page),
  }
  const measured: Touched[] = []
  for (const [name, ask] of Object.entries(cases)) {
    const before = await readSoFar(db)
    const start = performance.now()
    await ask()
    const ms = performance.now() - start
    measured.push({ name, perRow: ((await readSoFar(db)) - before) / page, ms })
  }
  return measured
}

class Undo extends Error {}

/** On the one connection of the pool, so that its own figures are told first. */
async function readSoFar(db: Driver['db']): Promise<number> {
  await rows(db, sql`select pg_stat_force_next_flush()`)
  const [row] = await rows<{ n: number }>(
    db,
    sql`select (seq_tup_read + idx_tup_fetch)::float8 as n from pg_stat_user_tables where relid = 'files.objects'::regclass`,
  )
  return row?.n ?? 0
}
