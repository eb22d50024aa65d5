import type { Db } from './driver/types.ts'

/**
 * For the few reads on every request's path: builds and prepares the query once per pool, at its first use, and
 * afterwards only binds. Give it `db => db.select(…).prepare('<domain>_<what>')`.
 */
export function preparedOnce<Q>(prepare: (db: Db) => Q): (db: Db) => Q {
  const prepared = new WeakMap<Db, Q>()
  return (db) => {
    let query = prepared.get(db)
    if (query === undefined) {
      query = prepare(db)
      prepared.set(db, query)
    }
    return query
  }
}
