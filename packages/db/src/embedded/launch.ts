import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { answers } from './answers.ts'
import { spawnPlanned, type LaunchPlan } from './launch-plan.ts'
import { readPostmasterFile } from './server-processes.ts'
import { serverArguments, type Durability } from './settings.ts'
import { waitUntil } from './wait-until.ts'

export type LaunchOptions = {
  readonly port: number
  readonly maxConnections: number
  readonly durability: Durability
  readonly log: (line: string) => void
}

export type Running = {
  readonly pid: number
  /** Settles when the server process is gone, with a few words on how it ended. */
  readonly exited: Promise<string>
}

/** Recovery after a crash replays what was written since the last checkpoint; that may take a while on a slow disk. */
const READY_WITHIN_MS = 120_000

/** Starts the server and waits until it answers. Rejects with its last words when it does not. */
export const launch = async (plan: LaunchPlan, options: LaunchOptions): Promise<Running> => {
  const child = spawnPlanned(plan, 'postgres', serverArguments(plan.dataDir, options.port, options.maxConnections, options.durability), {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A Ctrl-C in the terminal goes to the whole foreground group. Postgres must outlive the processes that still use it.
    detached: true,
  })
  const lastWords: string[] = []
  let isGone = false
  const exited = endOf(child).then((how) => {
    isGone = true
    return how
  })
  readLines(child, (line) => {
    options.log(line)
    lastWords.push(line)
    if (lastWords.length > 12) lastWords.shift()
  })

  const isOurs = (): boolean => {
    const file = readPostmasterFile(plan.dataDir)
    return file !== undefined && file.isReady && file.pid === child.pid && file.port === options.port
  }
  await waitUntil(async () => isGone || (isOurs() && (await answers(options.port))), READY_WITHIN_MS)
  if (isGone || child.pid === undefined) throw new Error(`Postgres did not start (${await exited}):\n${lastWords.join('\n')}`)
  if (!isOurs()) {
    child.kill('SIGKILL')
    throw new Error(`Postgres was not ready after ${READY_WITHIN_MS / 1000} s:\n${lastWords.join('\n')}`)
  }
  return { pid: child.pid, exited }
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })

const readLines = (child: ChildProcess, onLine: (line: string) => void): void => {
  if (child.stderr) createInterface({ input: child.stderr }).on('line', onLine)
}
