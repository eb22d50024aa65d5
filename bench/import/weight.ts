import { connect, rows, sql } from '@mas/db'

export interface Weight {
  /** Of the write-ahead log of the whole server: nothing else may be at work on it. */
  readonly walBytes: number
  readonly tableBytes: number
  readonly indexBytes: number
}

/** What the work left in the write-ahead log, in tables and in indexes. */
export async function weighed<T>(url: string, work: () => Promise<T>): Promise<{ answer: T; weight: Weight }> {
  const driver = await connect({ url, poolSize: 1, applicationName: 'bench-weight', statementTimeoutMs: 60_000 })
  const look = async (): Promise<Weight> => {
    const [found] = await rows<{ walBytes: number; tableBytes: number; indexBytes: number }>(
      driver.db,
      sql`select (pg_current_wal_insert_lsn() - '0/0')::float8 as "walBytes",
            coalesce(sum(pg_table_size(relid)), 0)::float8 as "tableBytes", coalesce(sum(pg_indexes_size(relid)), 0)::float8 as "indexBytes"
          from pg_stat_user_tables`,
    )
    if (found === undefined) throw new Error('the server does not tell what it wrote')
    return found
  }
  const before = await look()
  const answer = await work()
  const after = await look()
  await driver.close()
  const grown = (part: keyof Weight) => after[part] - before[part]
  return { answer, weight: { walBytes: grown('walBytes'), tableBytes: grown('tableBytes'), indexBytes: grown('indexBytes') } }
}
