import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { listMigrations, listPartitions, listSequences, listTables, queueVersion } from './catalogue.ts'
import { BackupError, manifestFile, type Manifest } from './manifest.ts'
import { writeTable } from './table-file.ts'

interface TakeOptions {
  readonly url: string
  /** Must not exist; it appears under this name only when it is whole. */
  readonly folder: string
  readonly now: Date
  /** What else belongs to the backup is put beside the tables before the folder gets its name. */
  readonly beside?: (folder: string) => Promise<void>
}

/** Writes every row of one snapshot while the product goes on working. */
export async function takeBackup({ url, folder, now, beside }: TakeOptions): Promise<Manifest> {
  if (existsSync(folder)) throw new BackupError(`${folder} exists; a backup never overwrites`)
  const partial = `${folder}.partial`
  mkdirSync(`${partial}/tables`, { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: url, application_name: 'mas-backup' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query('set local statement_timeout = 0; set local transaction_timeout = 0')
    const tables: Manifest['tables'] = []
    for (const table of await listTables(client)) tables.push(await writeTable(client, `${partial}/tables`, table))
    const manifest: Manifest = {
      format: 1,
      takenAt: now.toISOString(),
      migrations: await listMigrations(client),
      queueVersion: await queueVersion(client),
      tables,
      partitions: await listPartitions(client),
      sequences: await listSequences(client),
    }
    await client.query('commit')
    await beside?.(partial)
    writeFileSync(`${partial}/${manifestFile}`, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true })
    renameSync(partial, folder)
    return manifest
  } finally {
    rmSync(partial, { recursive: true, force: true })
    await client.end()
  }
}
