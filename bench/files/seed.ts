import { rows, sql, type Driver } from '@mas/db'

const atOnce = 50_000

/**
 * Files as they lie about after years: most of them stored, some gone, and a few in each state that a sweep looks for. Past the triggers,
 * and with its indexes made afterwards, as a restore does.
 */
export async function seedFiles({ db, transaction }: Pick<Driver, 'db' | 'transaction'>, count: number): Promise<void> {
  const secondary = await rows<{ name: string; definition: string }>(
    db,
    sql`select format('files.%I', indexname) as name, indexdef as definition from pg_indexes
        where schemaname = 'files' and tablename = 'objects' and indexname not in (select conname from pg_constraint where conrelid = 'files.objects'::regclass)`,
  )
  for (const { name } of secondary) await rows(db, sql.raw(`drop index ${name}`))
  for (let from = 0; from < count; from += atOnce)
    await transaction(async (tx) => {
      await rows(tx, sql`set local session_replication_role = 'replica'`)
      await rows(
        tx,
        sql`insert into files.objects (id, purpose, owner_domain, owner_ref, subject_user_id, uploaded_by, name, declared_type, type, size, sha256, storage_key, state, verdict,
            created_at, stored_at, retain_until, deleted_at, deleted_by, purged_at)
          select u, (array['export', 'resume', 'document', 'recording'])[1 + n % 4], 'leads', 'bench:' || n / 3,
            ('01930000-0000-7000-8000-' || lpad((n % (${count}::int / 20))::text, 12, '0'))::uuid, 'user:' || n % (${count}::int / 20), 'a.csv', 'text/csv', 'text/csv', 10,
            sha256(n::text::bytea), 'export/bench/' || u, state, case state when 'quarantined' then 'infected' when 'scanning' then 'pending' else 'clean' end,
            now() - n * interval '1 second', now(), case when n % 3 = 0 then now() + (n % 20000 - 4) * interval '1 hour' end,
            case when state in ('deleted', 'purged') then now() - (n % 20) * interval '1 day' end, case when state in ('deleted', 'purged') then 'system:bench' end,
            case when state = 'purged' and n % 1000 > 0 then now() end
          from (select uuidv7(-n * interval '1 second') as u, n,
                  case when n % 50 = 0 then 'purged' when n % 2003 = 1 then 'quarantined' when n % 2003 = 2 then 'scanning' when n % 2003 = 3 then 'deleted' else 'stored' end as state
                from generate_series(${from}::int, ${Math.min(count, from + atOnce)}::int - 1) n) made`,
      )
    })
  for (const { definition } of secondary) await rows(db, sql.raw(definition))
  await rows(db, sql`analyze files.objects`)
}
