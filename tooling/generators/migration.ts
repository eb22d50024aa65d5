import { readdirSync } from 'node:fs'
import { refuse } from './refusal.ts'
import type { Tree } from './tree.ts'

/** A folder for SQL that drizzle-kit cannot express: triggers, functions, extensions, special indexes. */
export function addEmptyMigration(tree: Tree, name: string, now: Date): void {
  const newest = readdirSync(`${tree.root}packages/db/migrations`).toSorted().at(-1) ?? ''
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  // Applied in order of name: one written now must come after everything it may build on.
  const after = newest.slice(0, 14) >= stamp ? String(BigInt(newest.slice(0, 14)) + 1n) : stamp
  tree.create(
    `packages/db/migrations/${after}_${name}/migration.sql`,
    `-- ${name.replaceAll('_', ' ')}: what the schema files cannot say. Begin with "-- no-transaction" where Postgres demands it.\n`,
  )
}

/** Lets drizzle-kit write what the schema files say and the migrations do not yet. Needs no database. */
export function generateMigration(root: string, name: string): void {
  const command = [
    process.execPath,
    '--bun',
    'node_modules/.bin/drizzle-kit',
    'generate',
    '--config',
    'packages/db/drizzle.config.ts',
    '--name',
    name,
  ]
  const { exitCode } = Bun.spawnSync(command, { cwd: root, stdio: ['inherit', 'inherit', 'inherit'] })
  if (exitCode !== 0) refuse('drizzle-kit did not write the migration; its reason is above')
}
