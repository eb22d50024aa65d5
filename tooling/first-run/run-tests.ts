/** The whole test suite, or the part that the arguments name, over a Postgres that lives for this run only. */
import { availableParallelism } from 'node:os'
import { DataDirInUse, startPostgres, type EmbeddedPostgres } from '@mas/db/embedded'
import { checkout, local } from './checkout.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import { progress } from './progress.ts'
import { countResults, type Counts } from './test-summary.ts'

/**
 * The dearest files first, or the last one runs alone. One runner more than cores: tests of whole processes wait for real
 * time (a lease, a schedule's minute), and others go on meanwhile. Files of one runner share their modules, which takes a quarter off the whole:
 * what a file leaves behind (a timer, a changed global) would be found by those after it.
 */
const howToRun = [
  `--parallel=${availableParallelism() + 1}`,
  '--no-isolate',
  '--timings',
  'tooling/first-run/test-timings.json',
  '--timeout',
  '180000',
]
/** Each test file clones databases and opens pools of its own. */
const MAX_CONNECTIONS = 300

const runTests = async (lifecycle: Lifecycle): Promise<Counts> => {
  const step = progress(3, 4)
  const given = process.env.MAS_TEST_DATABASE_URL
  const url = given
    ? await step('Postgres of MAS_TEST_DATABASE_URL', async () => given)
    : await step('Postgres for tests', async () => {
        const postgres = await startThrowaway()
        lifecycle.atEnd(postgres.stop)
        return postgres.url
      })
  return step('Tests', async () => countResults(await runBunTest(lifecycle, { ...process.env, MAS_TEST_DATABASE_URL: url })))
}

/** Several runs may be under way in one checkout: each takes the first folder that nobody works in. */
const startThrowaway = async (): Promise<EmbeddedPostgres> => {
  for (let slot = 0; ; slot++) {
    try {
      return await startPostgres({ dataDir: local('test', `postgres-${slot}`), durability: 'throwaway', maxConnections: MAX_CONNECTIONS })
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error
    }
  }
}

/** Passes everything on as it comes, and keeps stderr: the summary at its end is what we are here for. */
const runBunTest = async (lifecycle: Lifecycle, env: Record<string, string | undefined>): Promise<{ output: string; exitCode: number }> => {
  const child = Bun.spawn([process.execPath, 'test', ...howToRun, ...process.argv.slice(2)], {
    cwd: checkout,
    env,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'pipe',
  })
  lifecycle.atEnd(() => child.kill('SIGKILL'))
  const decoder = new TextDecoder()
  let output = ''
  for await (const chunk of child.stderr) {
    // Waits until it is out, so that nothing of it can come after our last line.
    await new Promise<void>((resolve) => process.stderr.write(chunk, () => resolve()))
    output += decoder.decode(chunk, { stream: true })
  }
  return { output, exitCode: await child.exited }
}

const lifecycle = createLifecycle(130)
let counts: Counts = { passed: 0, failed: 1 }
// First in, last out: nothing that stops after the tests may print below this line.
lifecycle.atEnd(() => console.log(`${counts.passed} passed, ${counts.failed} failed`))
try {
  counts = await runTests(lifecycle)
} catch (error) {
  if (!lifecycle.isEnding()) console.error(error instanceof Error ? error.message : error)
}
await lifecycle.end(counts.failed === 0 ? 0 : 1)
