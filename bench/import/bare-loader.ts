import { connect, rows, sql, type Driver } from '@mas/db'

const chunk = 500

/** Loads the rows that an import made into the same tables of an empty database, chunk by chunk and without a rule; rows of the file per second. */
export async function bareLoad(fromUrl: string, toUrl: string, count: number): Promise<number> {
  const options = { poolSize: 2, applicationName: 'bench-bare', statementTimeoutMs: 60_000 }
  const [from, to] = [await connect({ ...options, url: fromUrl }), await connect({ ...options, url: toUrl })]
  await to.transaction(async (tx) => {
    await rows(tx, sql`set local session_replication_role = 'replica'`)
    for (const table of ['files.objects', 'leads.imports']) await write(tx, table, await read(from, sql`select * from ${sql.raw(table)}`))
  })
  let ms = 0
  for (let after = 0; after < count; after += chunk) {
    const made = await rowsOf(from, after)
    const started = performance.now()
    await to.transaction(async (tx) => {
      for (const [table, texts] of made) await write(tx, table, texts)
    })
    ms += performance.now() - started
  }
  await from.close()
  await to.close()
  return count / (ms / 1000)
}

/** What one chunk of the file left behind, in the order of the foreign keys. */
async function rowsOf(from: Driver, after: number): Promise<[string, string][]> {
  const part = sql`row_no > ${after} and row_no <= ${after + chunk}`
  const born = sql`select lead_id from leads.import_rows where ${part} and outcome in ('created', 'shared-phone')`
  const taken = sql`select i.* from leads.import_rows r join leads.intakes i on i.channel = 'csv' and i.source_ref = r.import_id || ':' || r.row_no where ${part}`
  const selects: [string, ReturnType<typeof sql>][] = [
    ['leads.leads', sql`select * from leads.leads where id in (${born})`],
    ['leads.contact_points', sql`select * from leads.contact_points where lead_id in (${born})`],
    ['leads.intakes', taken],
    ['leads.interests', sql`select * from leads.interests where lead_id in (${born})`],
    ['leads.activities', sql`select a.* from (${taken}) t join leads.activities a on a.source_ref = t.id::text and a.kind = 'intake'`],
    ['leads.import_rows', sql`select * from leads.import_rows where ${part}`],
    ['events.outbox', sql`select * from events.outbox where name like 'leads.%' order by id offset ${after} limit ${chunk}`],
  ]
  const made: [string, string][] = []
  for (const [table, select] of selects) made.push([table, await read(from, select)])
  return made
}

async function read(from: Driver, select: ReturnType<typeof sql>): Promise<string> {
  const [found] = await rows<{ all: string }>(from.db, sql`select coalesce(jsonb_agg(to_jsonb(r)), '[]')::text as all from (${select}) r`)
  return found?.all ?? '[]'
}

async function write(tx: Parameters<Parameters<Driver['transaction']>[0]>[0], table: string, all: string): Promise<void> {
  const name = sql.raw(table)
  await rows(
    tx,
    sql`insert into ${name} overriding system value select r.* from jsonb_populate_recordset(null::${name}, ${all}::text::jsonb) r`,
  )
}
