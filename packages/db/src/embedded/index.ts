/** A Postgres of our own, from npm: nothing to install, nothing shared with the Postgres a machine may already have. */
export { DataDirInUse, startPostgres, type EmbeddedPostgres } from './start-postgres.ts'
export { reservePort } from './port.ts'
export { holdLock } from './lock.ts'
