import { migrate, MigrationError } from './index.ts'

/** `bun run migrate`: applies pending migrations to DATABASE_URL. */
// eslint-disable-next-line mas/env-only-in-config -- a command-line entry, it is its own composition root
const url = process.env['DATABASE_URL']
if (url === undefined) {
  console.error('DATABASE_URL is not set; `npm start` uses the embedded Postgres and migrates by itself.')
  process.exit(2)
}
try {
  await migrate({ url, log: (line) => console.log(line) })
} catch (error) {
  if (!(error instanceof MigrationError)) throw error
  console.error(error.message)
  process.exit(1)
}
