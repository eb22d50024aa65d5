import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { BackupError, quoted, type Manifest } from './manifest.ts'

type Entry = Manifest['tables'][number]

/** Streams one table into a file; memory stays flat whatever its size. */
export async function writeTable(client: pg.Client, folder: string, table: Pick<Entry, 'schema' | 'table' | 'columns'>): Promise<Entry> {
  const file = `${table.schema}.${table.table}.copy.gz`
  const measured = measure()
  const copy = client.query(copyTo(`copy (select ${columnList(table.columns)} from ${quoted(table.schema, table.table)}) to stdout`))
  await pipeline(copy, createGzip({ level: 1 }), measured.stream, createWriteStream(`${folder}/${file}`, { mode: 0o600, flush: true }))
  return { ...table, rows: copy.rowCount, file, ...measured.result() }
}

/** Streams a file into its table. A file that is not what the manifest says fails, and with it the transaction around it. */
export async function readTable(client: pg.Client, folder: string, entry: Entry): Promise<void> {
  const measured = measure()
  const copy = client.query(copyFrom(`copy ${quoted(entry.schema, entry.table)} (${columnList(entry.columns)}) from stdin`))
  try {
    await pipeline(createReadStream(`${folder}/${entry.file}`), measured.stream, createGunzip(), copy)
  } catch (cause) {
    throw new BackupError(`${entry.file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  if (measured.result().sha256 !== entry.sha256) throw new BackupError(`${entry.file} is not the file the manifest describes`)
  if (copy.rowCount !== entry.rows) throw new BackupError(`${entry.file} holds ${copy.rowCount} rows; the manifest says ${entry.rows}`)
}

function columnList(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(', ')
}

function measure() {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) }
}
