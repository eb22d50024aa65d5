import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface MigrationFile {
  /** Folder name; starts with its timestamp, so names sort in the order they were written. */
  readonly name: string
  readonly sql: string
  readonly hash: string
  /** `-- no-transaction` on the first line: for statements Postgres refuses inside one (concurrent indexes). */
  readonly alone: boolean
}

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

export function readMigrations(folder: string = migrationsFolder): MigrationFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${folder}/${entry.name}/migration.sql`))
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(`${folder}/${name}/migration.sql`, 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex'), alone: /^\s*--\s*no-transaction/.test(sql) }
    })
}
