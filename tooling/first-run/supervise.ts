import { mkdirSync, openSync, closeSync } from 'node:fs'
import { dirname } from 'node:path'
import { lastLines } from './last-lines.ts'

export type Supervised = { readonly pid: () => number | undefined; readonly stop: () => Promise<void> }

type SuperviseOptions = {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Record<string, string | undefined>
  readonly logFile: string
  readonly say: (line: string) => void
  /** Told each time the program starts, with its new process. */
  readonly onStart?: () => void
  /** Longer than a program's own limit (the API lets requests end for 10 s and then closes), so that it is never cut off while it drains. */
  readonly drainMs?: number
}

const LONGEST_PAUSE_MS = 15_000
/** Whoever ran this long was well; its crash is a new one and not a link in a chain. */
const WELL_AFTER_MS = 30_000

/** Runs a program and starts it again whenever it ends, after a pause that doubles while it keeps failing. */
export const supervise = ({ name, command, cwd, env, logFile, say, onStart, drainMs = 15_000 }: SuperviseOptions): Supervised => {
  mkdirSync(dirname(logFile), { recursive: true })
  const logFd = openSync(logFile, 'w')
  const stopping = Promise.withResolvers<void>()
  let isStopping = false
  let current: Bun.Subprocess | undefined

  const run = async (): Promise<void> => {
    for (let failures = 0; !isStopping;) {
      const startedAt = performance.now()
      // Detached: a Ctrl-C in the terminal must reach the supervisor alone, who then asks everybody in turn.
      current = Bun.spawn([...command], { cwd, env, stdin: 'ignore', stdout: logFd, stderr: logFd, detached: true })
      onStart?.()
      await current.exited
      if (isStopping) return
      failures = performance.now() - startedAt > WELL_AFTER_MS ? 1 : failures + 1
      const pauseMs = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** (failures - 1))
      const how = current.signalCode ?? `exit code ${current.exitCode}`
      say(`${name} ended (${how}); starting it again in ${pauseMs / 1000} s. Its last words:\n${lastLines(logFile, 8)}`)
      await Promise.race([Bun.sleep(pauseMs), stopping.promise])
    }
  }
  const running = run()

  return {
    pid: () => (current?.exitCode === null && current.signalCode === null ? current.pid : undefined),
    stop: async () => {
      isStopping = true
      stopping.resolve()
      current?.kill('SIGTERM')
      const drained = await Promise.race([running.then(() => true), Bun.sleep(drainMs).then(() => false)])
      if (!drained) {
        say(`${name} did not stop within ${drainMs / 1000} s; killing it`)
        current?.kill('SIGKILL')
        await running
      }
      closeSync(logFd)
    },
  }
}
