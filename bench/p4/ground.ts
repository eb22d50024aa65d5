import { startPostgres } from '@mas/db/embedded'
import { connect, rows, sql, type Driver } from '@mas/db'
import { Program } from '@mas/contracts/workflows'
import { newId, silentLog } from '@mas/kernel'
import { openRuntime, type Runtime } from '@mas/platform'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { cloneDatabase } from '@mas/testing/template'
import { createHash } from 'node:crypto'
import { onServer } from '../measure/server.ts'

/** The server of `bench/main.ts`; on its own, a durable one in .mas/bench. */
export async function openServer(): Promise<{ stop(): Promise<void> }> {
  if (Bun.env['MAS_TEST_DATABASE_URL'] !== undefined) return { stop: async () => {} }
  const started = await startPostgres({ dataDir: '.mas/bench/postgres', durability: 'durable', maxConnections: 200 })
  Bun.env['MAS_TEST_DATABASE_URL'] = started.url
  return started
}

/** A database of the product, and our own hand on it, which is not the engine's. */
export interface Ground {
  readonly url: string
  readonly driver: Driver
  count(query: ReturnType<typeof sql>): Promise<number>
  close(): Promise<void>
}

export async function openGround(): Promise<Ground> {
  const database = await cloneDatabase()
  const driver = await connect({ url: database.url, poolSize: 4, applicationName: 'bench-p4', statementTimeoutMs: 900_000 })
  return {
    url: database.url,
    driver,
    count: async (query) => (await rows<{ n: number }>(driver.db, query))[0]?.n ?? Number.NaN,
    close: async () => {
      await driver.close()
      await database.drop()
    },
  }
}

export const secret = Buffer.alloc(32, 7).toString('base64')

/** A worker's runtime in this process, for work that is asked for here. */
export function openWorker(databaseUrl: string, poolSize: number): Promise<Runtime> {
  return openRuntime({
    databaseUrl,
    process: 'worker',
    poolSize,
    log: silentLog,
    ports: unwiredPorts({}),
    secret,
    publicUrl: 'http://localhost',
  })
}

/** An empty database for what we are compared with. */
export async function openBareGround(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `bench_${process.pid}_${newId().replaceAll('-', '')}`
  await onServer(`create database ${name}`)
  const url = new URL(Bun.env['MAS_TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${name}`
  return { url: url.href, drop: async () => void (await onServer(`drop database if exists ${name} with (force)`)) }
}

/** What publishing and activating leaves behind. */
export async function publish({ driver: { db } }: Ground, nodes: Readonly<Record<string, unknown>>): Promise<string> {
  const id = newId()
  const program = JSON.stringify(Program.parse({ schema: 1, subject: 'lead', nodes }))
  await rows(
    db,
    sql`insert into workflows.workflows (id, key, name, subject_type, draft, draft_layout, re_entry, created_at, created_by, updated_at)
        values (${id}::uuid, ${id}, 'Bench', 'lead', '{}', '{}', 'always', now(), 'bench', now())`,
  )
  await rows(
    db,
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${id}::uuid, 1, ${program}::text::jsonb, '{}', ${createHash('sha256').update(program).digest('hex')}, '{}', 'bench', now(), '')`,
  )
  await rows(db, sql`update workflows.workflows set status = 'active', active_version = 1, last_version = 1 where id = ${id}::uuid`)
  return id
}

/** Leads with numbers 1 to n, each with an address, and the tag `met`. */
export async function seedLeads({ driver: { db } }: Ground, people: number): Promise<void> {
  await rows(
    db,
    sql`insert into leads.leads (id, platform, full_name, status, city, extra, first_intake_at, last_activity_at, status_since, updated_at, attempts, attempt_days, root_id)
        select u.id, 'mr-mentor', 'Person ' || n, 'new', (array['Pune', 'Delhi'])[1 + n % 2], '{}', now(), now(), now(), now(), 0, 0, u.id
        from generate_series(1, ${people}::int) n cross join lateral (select ${leadIdSql} as id) u`,
  )
  await rows(
    db,
    sql`insert into leads.contact_points (id, lead_id, kind, value, role, is_primary)
        select gen_random_uuid(), id, 'email', 'person-' || number || '@bench.example', 'identifying', true from leads.leads`,
  )
  await rows(db, sql`insert into leads.tags (id, slug, label) values (gen_random_uuid(), 'met', 'Met')`)
  await rows(db, sql`analyze leads.leads`)
  await rows(db, sql`analyze leads.contact_points`)
}
const leadIdSql = sql.raw(`('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`)
export const leadId = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
