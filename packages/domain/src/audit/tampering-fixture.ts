import { rows, sql } from '@mas/db'
import type { Harness } from '@mas/testing'

type Statement = ReturnType<typeof sql>

/** What only a superuser can do: statements with every trigger of the log switched off. For tests. */
export async function tamper(harness: Harness, ...statements: Statement[]): Promise<void> {
  await harness.runtime.driver.transaction(async (tx) => {
    await rows(tx, sql`set local session_replication_role = 'replica'`)
    for (const statement of statements) await rows(tx, statement)
  })
}

/** Keeps the log and the heads as they are; the answer puts them back. */
export async function keepLog(harness: Harness): Promise<() => Promise<void>> {
  await tamper(
    harness,
    sql`drop table if exists public.kept_entries, public.kept_chains`,
    sql`create table public.kept_entries as select id, at, body, chain, seq, hash from audit.entries`,
    sql`create table public.kept_chains as select * from audit.chains`,
  )
  return () =>
    tamper(
      harness,
      sql`delete from audit.entries`,
      sql`insert into audit.entries (id, at, body, chain, seq, hash) select * from public.kept_entries`,
      sql`update audit.chains c set seq = k.seq, head = k.head from public.kept_chains k where k.no = c.no`,
    )
}
