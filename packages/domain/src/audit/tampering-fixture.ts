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

const plain = ['chains', 'anchors', 'checkpoints', 'verifications', 'subject_keys']

/** Keeps everything of the log as it is; the answer puts it back. */
export async function keepLog(harness: Harness): Promise<() => Promise<void>> {
  await tamper(
    harness,
    sql`drop table if exists public.kept_entries`,
    sql`create table public.kept_entries as select id, at, body, chain, seq, hash from audit.entries`,
    ...plain.flatMap((table) => [
      sql.raw(`drop table if exists public.kept_${table}`),
      sql.raw(`create table public.kept_${table} as select * from audit.${table}`),
    ]),
  )
  return () =>
    tamper(
      harness,
      sql`delete from audit.entries`,
      sql`insert into audit.entries (id, at, body, chain, seq, hash) select * from public.kept_entries`,
      ...plain.flatMap((table) => [
        sql.raw(`delete from audit.${table}`),
        sql.raw(`insert into audit.${table} select * from public.kept_${table}`),
      ]),
    )
}

/** Rewrites a chain from one seq on so that every link fits, its head too: what somebody does who knows how it works. */
export async function relink(harness: Harness, chain: number, fromSeq: number): Promise<void> {
  await tamper(
    harness,
    sql`create or replace function public.relink(which smallint, begins bigint) returns void language plpgsql as $$
        declare previous bytea := coalesce((select hash from audit.entries where chain = which and seq = begins - 1), audit.genesis(which)); e record;
        begin
          for e in select * from audit.entries where chain = which and seq >= begins order by seq loop
            previous := audit.link(previous, e.seq, replace(e.body, '"effect":"write"', '"effect":"read"'));
            update audit.entries set body = replace(body, '"effect":"write"', '"effect":"read"'), hash = previous where at = e.at and id = e.id;
          end loop;
          update audit.chains set head = previous where no = which;
        end $$`,
    sql`select public.relink(${chain}::smallint, ${fromSeq}::bigint)`,
  )
}
