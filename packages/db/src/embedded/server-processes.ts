import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from './wait-until.ts'

/** What Postgres wrote into `postmaster.pid`. */
type PostmasterFile = { readonly pid: number; readonly port: number; readonly isReady: boolean }

export const readPostmasterFile = (dataDir: string): PostmasterFile | undefined => {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

/**
 * Stops every Postgres process that works in this folder, and no other. Call it only while holding the folder's lock:
 * then whatever still runs there has lost the launcher that started it.
 */
export const stopServerOf = async (dataDir: string): Promise<void> => {
  const isGone = (): boolean => processesOf(dataDir).length === 0
  // SIGINT ends sessions and writes a checkpoint, SIGQUIT leaves recovery to the next start.
  for (const [signal, timeoutMs] of [
    ['SIGINT', 8_000],
    ['SIGQUIT', 2_000],
  ] as const) {
    const postmaster = readPostmasterFile(dataDir)?.pid
    for (const pid of processesOf(dataDir)) if (pid === postmaster) send(pid, signal)
    if (await waitUntil(isGone, timeoutMs)) break
  }
  for (const pid of processesOf(dataDir)) send(pid, 'SIGKILL')
  if (!(await waitUntil(isGone, 5_000))) throw new Error(`a Postgres that cannot be stopped still works in ${dataDir}`)
  removeMisleadingFile(dataDir)
}

/**
 * Postgres refuses to start when the process number of a crashed server now belongs to some other program. Only in
 * that case the file goes: otherwise Postgres needs it to find out whether old sessions still use the shared memory.
 */
const removeMisleadingFile = (dataDir: string): void => {
  const left = readPostmasterFile(dataDir)
  if (left && send(left.pid, 0)) rmSync(join(dataDir, 'postmaster.pid'), { force: true })
}

/** Each Postgres process has the data folder as its working folder, also sessions that outlived their postmaster. */
const processesOf = (dataDir: string): number[] => {
  const folder = realpathOf(dataDir)
  if (folder === undefined) return []
  if (process.platform !== 'linux') return postmasterByCommandLine(dataDir)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/comm`, 'utf8').trim() === 'postgres' && readlinkSync(`/proc/${name}/cwd`) === folder
      } catch {
        return false // it ended while we looked, or belongs to somebody else
      }
    })
    .map(Number)
}

const postmasterByCommandLine = (dataDir: string): number[] => {
  const pid = readPostmasterFile(dataDir)?.pid
  if (!pid) return []
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.includes('postgres') && stdout.includes(dataDir) ? [pid] : []
}

const realpathOf = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** Says whether the process was there to be signalled. */
const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
