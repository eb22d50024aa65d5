/** `npm test` and `bun run test`: the set-up of start.mjs, then the whole suite, or the part that the arguments name. */
import { bootstrap, hasFailed, runBun } from './bootstrap.mjs'

try {
  const bun = await bootstrap(4)
  process.exitCode = await runBun(bun, ['--no-orphans', 'tooling/first-run/run-tests.ts', ...process.argv.slice(2)])
} catch (error) {
  hasFailed(error)
  // Whoever reads the last line (a person or a machine) must never take a run that did not happen for a good one.
  console.log('0 passed, 1 failed')
}
