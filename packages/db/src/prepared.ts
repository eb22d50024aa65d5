import type { Db } from './driver/types.ts'
import { translate } from './translate.ts'

interface Prepared<Result> {
  execute(values?: Record<string, unknown>): Promise<Result>
}

/**
 * For the few reads on every request's path: builds and prepares the query once per pool, at its first use, and
 * afterwards only binds. Give it `db => db.select(…).prepare('<domain>_<what>')`. What the database refuses is thrown
 * as a code, as by `rows`.
 */
export function preparedOnce<Result>(prepare: (db: Db) => Prepared<Result>): (db: Db) => Prepared<Result> {
  const prepared = new WeakMap<Db, Prepared<Result>>()
  return (db) => {
    const query = prepared.get(db) ?? prepare(db)
    prepared.set(db, query)
    return {
      execute: async (values) => {
        try {
          return await query.execute(values)
        } catch (thrown) {
          throw translate(thrown)
        }
      },
    }
  }
}
