/** `bun run backup [FOLDER]`: a consistent copy of the database, and of the local files, while everything goes on working. */
import { cpSync, existsSync } from 'node:fs'
import { takeBackup } from '@mas/db/backup'
import { processEnvironment, readConfig } from '@mas/platform/config'
import { environmentHere } from '../dead-letters/environment-here.ts'
import { endInWords, sizeOf, stamp } from './words.ts'
import { writeSecretCheck } from './secret-check.ts'

await endInWords(async () => {
  const env: Record<string, string | undefined> = { ...environmentHere(), ...processEnvironment() }
  const config = readConfig(env)
  const now = new Date(Date.now())
  const folder = process.argv[2] ?? `.mas/backups/${stamp(now)}`
  const manifest = await takeBackup({
    url: config.DATABASE_URL,
    folder,
    now,
    beside: async (partial) => {
      writeSecretCheck(partial, config.MAS_SECRET)
      // After the rows: a file that a row names was whole before the row was, so none can be missing.
      if (existsSync(config.MAS_DATA_DIR)) cpSync(config.MAS_DATA_DIR, `${partial}/data`, { recursive: true })
    },
  })
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(
    `${folder}: ${rows} rows of ${manifest.tables.length} tables, ${sizeOf(manifest.tables.reduce((sum, { bytes }) => sum + bytes, 0))}`,
  )
  console.log('MAS_SECRET is not in it: keep that apart, without it sealed values and codes cannot be read.')
})
