import { Database, SQLiteError } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

type Lock = { readonly release: () => void }

/**
 * An exclusive lock that the operating system drops when its holder dies, however it dies, so it is never stale.
 * Neither Node nor Bun offers flock; SQLite takes the same kind of lock on any platform. The file stays empty.
 * Answers `undefined` when somebody else holds it.
 */
export const holdLock = (file: string): Lock | undefined => {
  mkdirSync(dirname(file), { recursive: true })
  const database = new Database(file, { create: true })
  try {
    database.run('pragma journal_mode = memory')
    database.run('begin exclusive')
  } catch (error) {
    database.close()
    if (error instanceof SQLiteError && error.code === 'SQLITE_BUSY') return undefined
    throw error
  }
  return { release: () => database.close() }
}
