import type pg from 'pg'
import type { Manifest } from './manifest.ts'

type Table = Pick<Manifest['tables'][number], 'schema' | 'table' | 'columns'>

const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'migrations') and n.nspname !~ '^pg_(toast|temp)'`

/** Every table with lasting rows; a partitioned one stands for its partitions. Unlogged tables hold nothing worth keeping. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select n.nspname as schema, c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p' and ${ours}
    group by 1, 2 order by 1, 2`)
  return rows
}

/** Parents before their children, so that they can be made in this order. */
export async function listPartitions(client: pg.Client): Promise<Manifest['partitions']> {
  const { rows } = await client.query<Manifest['partitions'][number]>(`
    select n.nspname as schema, c.relname as table, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_inherits i on i.inhrelid = c.oid
    join pg_class p on p.oid = i.inhparent
    where c.relispartition and c.relkind in ('r', 'p') and c.relpersistence = 'p' and ${ours}
    order by (select count(*) from pg_partition_ancestors(c.oid)), 1, 2`)
  return rows
}

export async function listSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<Manifest['sequences'][number]>(`
    select schemaname as schema, sequencename as sequence, last_value::text as last
    from pg_sequences where last_value is not null and schemaname <> 'migrations' order by 1, 2`)
  return rows
}

export async function listMigrations(client: pg.Client): Promise<Manifest['migrations']> {
  const { rows } = await client.query<Manifest['migrations'][number]>('select name, hash from migrations.applied order by name')
  return rows
}

export async function queueVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>('select version from pgboss.version')
  return rows[0]?.version ?? 0
}

/** A database that holds tables, ours or anyone's, is not one to restore into. */
export async function isEmpty(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(`
    select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)' limit 1`)
  return rows.length === 0
}
