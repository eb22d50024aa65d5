/**
 * `bun run import:users FILE.csv [--dry-run]`: takes over the people of the system before this one, from what its Postgres
 * says to `copy users to stdout csv header`. May be killed and started again at any moment.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { importUsers } from '@mas/domain/identity'
import { newId, system } from '@mas/kernel'
import { processEnvironment } from '@mas/platform/config'
import { openProcess } from '@mas/wiring'
import { environmentHere } from '../dead-letters/environment-here.ts'
import { importPeople } from './import-people.ts'
import { readPeople } from './read-people.ts'
import { refusedFile, summaryOf } from './summary.ts'

const { values, positionals } = parseArgs({ options: { 'dry-run': { type: 'boolean' } }, allowPositionals: true })
const env: Record<string, string | undefined> = { LOG_LEVEL: 'warn', ...environmentHere(), ...processEnvironment() }
const [path] = positionals
if (path === undefined || positionals.length > 1 || env['DATABASE_URL'] === undefined) {
  console.error('bun run import:users FILE.csv [--dry-run]; `npm start` first, or set the variables of .env.example')
  process.exit(2)
}
const dryRun = values['dry-run'] === true
const file = readPeople(readFileSync(path, 'utf8'))
const opened = await openProcess({ process: 'tool', env })
try {
  const { runtime } = opened
  const answered = await importPeople(
    file,
    runtime.clock.now(),
    async (rows) => (await importUsers(runtime.ctx(system('import-users'), { requestId: newId() }), { rows, dryRun })).results,
    (done) => console.log(`${done} of ${file.people.length} rows`),
  )
  console.log(summaryOf(answered, file.unread, dryRun))
  const refused = refusedFile(answered, file)
  if (refused !== undefined) {
    // It holds what the file held, password hashes too: for the operator alone.
    writeFileSync(`${path}.refused.csv`, refused, { mode: 0o600 })
    console.log(`The refused rows, with their reasons: ${path}.refused.csv`)
  }
} finally {
  await opened.close()
}
