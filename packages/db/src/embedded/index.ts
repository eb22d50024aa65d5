/** A Postgres of our own, from npm: nothing to install, nothing shared with the Postgres a machine may already have. */
export { DataDirInUse, startPostgres, type EmbeddedPostgres, type StartOptions } from './start-postgres.ts'
export { freePort, reservePort, type ReservedPort } from './port.ts'
export { holdLock, type Lock } from './lock.ts'
