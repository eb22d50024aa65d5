import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const RunFile = z.object({ apiUrl: z.string(), sandboxUrl: z.string(), pids: z.record(z.string(), z.number()) })

export interface RunningSystem {
  readonly apiUrl: string
  readonly sandboxUrl: string
  /** The worker's process at this moment; it changes when the supervisor starts it again. */
  workerPid(): number | undefined
  /** Stops what `openSystem` started, and nothing else. */
  release(): Promise<void>
}

/** The system that `npm start` serves in this checkout; started here, and stopped at the end, when none is running. */
export async function openSystem(say: (line: string) => void): Promise<RunningSystem> {
  const found = readRunFile()
  if (found !== undefined && (await isReady(found.apiUrl))) return systemOf(found, async () => {})
  say('nothing is running in this checkout, so the demo starts the system and stops it at the end')
  const child = Bun.spawn([process.execPath, `${checkout}tooling/first-run/start.mjs`], {
    cwd: checkout,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  const release = async () => {
    child.kill('SIGTERM')
    await child.exited
  }
  for (;;) {
    const started = readRunFile()
    if (started !== undefined && (await isReady(started.apiUrl))) return systemOf(started, release)
    if (child.exitCode !== null) throw new Error('the system did not start; `npm start` says why')
    await Bun.sleep(200)
  }
}

function systemOf({ apiUrl, sandboxUrl }: z.infer<typeof RunFile>, release: () => Promise<void>): RunningSystem {
  return { apiUrl, sandboxUrl, workerPid: () => readRunFile()?.pids['worker'], release }
}

function readRunFile(): z.infer<typeof RunFile> | undefined {
  const path = `${checkout}.mas/run.json`
  return existsSync(path) ? RunFile.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data : undefined
}

async function isReady(apiUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok
  } catch {
    return false // not listening yet
  }
}
