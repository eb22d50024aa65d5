/** `bun run restore FOLDER [--to URL] [--data DIR]`: a backup into a new database, then the proofs that it is whole. */
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BackupError, ensureDatabase, readManifest, restoreBackup } from '@mas/db/backup'
import { processEnvironment, readConfig } from '@mas/platform/config'
import { queueSchema } from '@mas/platform/queue'
import { environmentHere } from '../dead-letters/environment-here.ts'
import { proveRestored } from './prove.ts'
import { isSecretOf } from './secret-check.ts'
import { endInWords, stamp } from './words.ts'

await endInWords(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' }, data: { type: 'string' } } })
  const folder = positionals[0]
  if (folder === undefined) throw new BackupError('say which backup: bun run restore FOLDER [--to postgres://…/new_database] [--data DIR]')
  const env: Record<string, string | undefined> = { ...environmentHere(), ...processEnvironment() }
  const config = readConfig({ MAS_DATA_DIR: '.mas/restored', ...env })
  readManifest(folder)
  if (![config.MAS_SECRET, ...config.MAS_SECRET_PREVIOUS].some((secret) => isSecretOf(folder, secret)))
    throw new BackupError(
      'neither MAS_SECRET nor MAS_SECRET_PREVIOUS has the secret this backup was made with: its sealed values could not be read',
    )

  const name = `mas_restored_${stamp(new Date(Date.now())).toLowerCase()}`
  const url = values.to ?? withDatabase(config.DATABASE_URL, name)
  const data = values.data ?? `.mas/${name}`
  if (existsSync(data)) throw new BackupError(`${data} exists; a restore never overwrites`)
  await ensureDatabase(url)
  const manifest = await restoreBackup({ url, folder, queueSchema: queueSchema(), log: (line) => console.log(line) })
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (existsSync(`${folder}/data`)) cpSync(`${folder}/data`, data, { recursive: true })
  console.log(
    `${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${manifest.takenAt} are in ${new URL(url).pathname.slice(1)}`,
  )

  const proof = await proveRestored({ ...env, DATABASE_URL: url, MAS_DATA_DIR: data, LOG_LEVEL: 'error' })
  console.log(`audit: ${proof.auditEntries} entries, ${proof.auditFault ?? 'every chain verifies'}`)
  console.log(`ledger: ${proof.ledgerFindings === 0 ? 'every equation holds' : `${proof.ledgerFindings} findings`}`)
  if (proof.auditFault !== undefined || proof.ledgerFindings > 0) process.exitCode = 1
  console.log(`\nTo serve it: DATABASE_URL=${withoutPassword(url)} MAS_DATA_DIR=${data} with the same MAS_SECRET.`)
})

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
