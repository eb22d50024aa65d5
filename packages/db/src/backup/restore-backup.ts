import { existsSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { migrate, readMigrations } from '../migrate/index.ts'
import { isEmpty, listPartitions, listTables, queueVersion } from './catalogue.ts'
import { BackupError, Manifest, manifestFile, quoted } from './manifest.ts'
import { readTable } from './table-file.ts'

interface RestoreOptions {
  /** An empty database. */
  readonly url: string
  readonly folder: string
  /** The queue library's own statements, which make its schema. */
  readonly queueSchema: string
  readonly log?: (line: string) => void
}

export function readManifest(folder: string): Manifest {
  const file = `${folder}/${manifestFile}`
  if (!existsSync(file)) throw new BackupError(`${folder} is not a whole backup: it has no ${manifestFile}`)
  const parsed = Manifest.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new BackupError(`${file} is damaged: ${parsed.error.issues[0]?.message ?? 'not a manifest'}`)
  return parsed.data
}

/**
 * Brings an empty database to the backup's own migrations, puts the rows in with triggers at rest (they did their
 * work when the rows were written), and then applies what this release has added since: an old backup restores into
 * a new release.
 */
export async function restoreBackup({ url, folder, queueSchema, log = () => {} }: RestoreOptions): Promise<Manifest> {
  const manifest = readManifest(folder)
  refuseUnknownMigrations(manifest)
  const client = new pg.Client({ connectionString: url, application_name: 'mas-restore' })
  await client.connect()
  try {
    if (!(await isEmpty(client))) throw new BackupError('the database is not empty; a restore never overwrites')
    await migrate({ url, only: new Set(manifest.migrations.map(({ name }) => name)), log })
    await client.query(queueSchema)
    const version = await queueVersion(client)
    if (version !== manifest.queueVersion)
      throw new BackupError(
        `the backup's queue has version ${manifest.queueVersion}, this release's ${version}: restore with the release that wrote it, then start this one`,
      )
    await client.query('begin')
    await client.query(`set local session_replication_role = replica; set local statement_timeout = 0; set local lock_timeout = 0`)
    await emptyTables(client, manifest)
    await matchPartitions(client, manifest)
    for (const entry of manifest.tables) await readTable(client, `${folder}/tables`, entry)
    for (const { schema, sequence, last } of manifest.sequences)
      await client.query('select setval($1::regclass, $2::bigint)', [quoted(schema, sequence), last])
    await client.query('commit')
    await client.query('analyze')
  } finally {
    await client.end()
  }
  await migrate({ url, log })
  return manifest
}

function refuseUnknownMigrations(manifest: Manifest): void {
  const known = new Map(readMigrations().map((file) => [file.name, file.hash]))
  const unknown = manifest.migrations.find(({ name, hash }) => known.get(name) !== hash)
  if (unknown !== undefined)
    throw new BackupError(`the backup needs migration ${unknown.name}, which this release does not have: it is of another release`)
}

/** Migrations put first rows in (units, keys); the backup brings its own. */
async function emptyTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const here = new Set((await listTables(client)).map(({ schema, table }) => quoted(schema, table)))
  const missing = manifest.tables.find(({ schema, table }) => !here.delete(quoted(schema, table)))
  if (missing !== undefined)
    throw new BackupError(`the backup's table ${missing.schema}.${missing.table} does not come from its migrations`)
  if (here.size > 0) throw new BackupError(`the backup lacks the table ${[...here].join(', ')}`)
  if (manifest.tables.length > 0)
    await client.query(`truncate ${manifest.tables.map(({ schema, table }) => quoted(schema, table)).join(', ')}`)
}

/** Partitions follow the calendar of the day they were made; the backup's calendar wins. */
async function matchPartitions(client: pg.Client, manifest: Manifest): Promise<void> {
  const key = ({ schema, table, bound }: Manifest['partitions'][number]) => `${quoted(schema, table)} ${bound}`
  const here = await listPartitions(client)
  const wanted = new Set(manifest.partitions.map(key))
  const present = new Set(here.map(key))
  for (const partition of here.toReversed())
    if (!wanted.has(key(partition))) await client.query(`drop table ${quoted(partition.schema, partition.table)}`)
  for (const partition of manifest.partitions)
    if (!present.has(key(partition)))
      await client.query(
        `create table ${quoted(partition.schema, partition.table)} partition of ${quoted(partition.schema, partition.parent)} ${partition.bound}`,
      )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema says what is wrong
  }
}
