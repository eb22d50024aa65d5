import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { findBinaries } from './binaries.ts'
import { initialise } from './initialise.ts'
import { planLaunch, type LaunchPlan } from './launch-plan.ts'
import { launch, type LaunchOptions, type Running } from './launch.ts'
import { holdLock } from './lock.ts'
import { freePort } from './port.ts'
import { stopServerOf } from './server-processes.ts'
import type { Durability } from './settings.ts'
import { throwawayLocation } from './throwaway-location.ts'

export type StartOptions = {
  /** Made at the first start. `<dataDir>.lock` beside it says that a launcher is at work. */
  readonly dataDir: string
  /** Taken when it is free; otherwise any free one. */
  readonly port?: number
  /**
   * `durable` loses no committed work, whatever is killed. `throwaway` starts empty, is several times as fast,
   * lives in memory where there is room, and is deleted by `stop`.
   */
  readonly durability: Durability
  readonly maxConnections?: number
  readonly log?: (line: string) => void
}

export type EmbeddedPostgres = {
  /** As superuser, to the database `postgres`. Contains the password. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Settles when the server is gone, asked or not. Call `stop` also then: it gives the data folder free. */
  readonly exited: Promise<string>
  readonly stop: () => Promise<void>
}

export class DataDirInUse extends Error {
  readonly dataDir: string
  constructor(dataDir: string) {
    super(`another process runs the Postgres in ${dataDir}`)
    this.dataDir = dataDir
    this.name = 'DataDirInUse'
  }
}

/**
 * Starts a Postgres over `dataDir` and answers once it accepts sessions. A server that a killed launcher left behind in
 * this folder is stopped first. Run the caller with `bun --no-orphans`, and the server dies with it, even by kill -9.
 */
export const startPostgres = async (options: StartOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(options.dataDir)
  const isThrowaway = options.durability === 'throwaway'
  const lock = holdLock(`${dataDir}.lock`)
  if (!lock) throw new DataDirInUse(dataDir)
  try {
    const plan = planLaunch(findBinaries(), isThrowaway ? throwawayLocation(dataDir) : dataDir)
    const wipe = (): void => {
      if (isThrowaway) rmSync(plan.dataDir, { recursive: true, force: true })
    }
    await stopServerOf(plan.dataDir)
    wipe()
    const password = await initialise(plan)
    const { port, running } = await launchOnFreePort(plan, options)
    let stopping: Promise<void> | undefined
    const stop = async (): Promise<void> => {
      try {
        await stopServerOf(plan.dataDir)
        await running.exited
        wipe()
      } finally {
        lock.release()
      }
    }
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      pid: running.pid,
      exited: running.exited,
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** One API and one worker with their usual pools hold some 54; room for a second of each, a migration, tests and whoever looks. */
const DEFAULT_MAX_CONNECTIONS = 200

/** Between our look and the server's start somebody else may take the port, so a failed start looks again. */
const launchOnFreePort = async (plan: LaunchPlan, options: StartOptions): Promise<{ port: number; running: Running }> => {
  for (let triesLeft = 2; ; triesLeft--) {
    const port = await freePort(triesLeft === 2 ? options.port : undefined)
    const launchOptions: LaunchOptions = {
      port,
      maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
      durability: options.durability,
      log: options.log ?? (() => undefined),
    }
    try {
      return { port, running: await launch(plan, launchOptions) }
    } catch (error) {
      if (triesLeft === 0 || (await freePort(port)) === port) throw error
    }
  }
}
